import { useRouteError } from "react-router";
import { Problem } from "../api/problem";
import { PageProblem } from "../parts/PageProblem";

/** A page that broke, or whose script could not be fetched, leaves the shell standing. */
export function PageFault() {
  const fault = useRouteError();
  const problem = fault instanceof Problem ? fault : new Problem(500, "", "", []);
  return <PageProblem problem={problem} retry={() => window.location.reload()} />;
}
