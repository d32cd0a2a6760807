import type { LoadState as State } from "../../../api/source";
import { useWords } from "../../../i18n/words";
import "./LoadState.css";

export function LoadState({ state }: { state: State }) {
  const { named } = useWords();
  return <span className={`loadstate loadstate-${state}`}>{named("sources.states", state)}</span>;
}
