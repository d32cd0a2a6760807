import { InboxIcon } from "../theme/icons";
import "./Nothing.css";

/** Says in words that there is nothing, so that emptiness is not taken for a fault. */
export function Nothing({ children }: { children: React.ReactNode }) {
  return (
    <p className="nothing">
      <InboxIcon />
      {children}
    </p>
  );
}
