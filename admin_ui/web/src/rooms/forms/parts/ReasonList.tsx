import { useWords } from "../../../i18n/words";
import type { Reason } from "../shapes";
import { OutcomeBadge } from "./Badge";

/** Why it was judged so, each with what it alone would lead to. */
export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  const { words } = useWords();
  if (!reasons.length) return null;
  return (
    <ul className="reasonlist">
      {reasons.map((reason, i) => (
        <li key={i}>
          <OutcomeBadge outcome={reason.outcome} small /> <span>{words(reason.text)}</span>
        </li>
      ))}
    </ul>
  );
}
