import { Navigate } from "react-router";
import { useSession } from "../../api/session";
import { PLACES } from "./places";

/** The way in: the first page that one may enter. */
export default function AdminPage() {
  const { may } = useSession();
  return <Navigate to={PLACES.find(({ permission }) => may(permission))?.to ?? "/admin/password"} replace />;
}
