import { Navigate } from "react-router";
import { useSession } from "../../api/session";
import { PLACES } from "./places";

/** The way in: the first page that one may enter. */
export default function DataPage() {
  const { may } = useSession();
  return <Navigate to={PLACES.find(({ permissions }) => permissions.some(may))?.to ?? "/sources"} replace />;
}
