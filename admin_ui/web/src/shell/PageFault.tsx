import { useRouteError } from "react-router";
import { Problem } from "../api/problem";
import { ProblemNotice } from "../parts/ProblemNotice";

/** A page that broke, or whose script could not be fetched, leaves the shell standing. */
export function PageFault() {
  const fault = useRouteError();
  const problem = fault instanceof Problem ? fault : new Problem(500, "", "", []);
  return <ProblemNotice problem={problem} retry={() => window.location.reload()} />;
}
