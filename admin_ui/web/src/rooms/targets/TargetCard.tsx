import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Panel } from "../../parts/Panel";
import { ConfirmTargets } from "./ConfirmTargets";
import type { MyTargets } from "./queries";
import { TargetTable } from "./TargetTable";

/** One plan's targets for one unit, with whether I have confirmed them and the way to do it. */
export function TargetCard({ card }: { card: MyTargets }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const open = card.must_confirm && card.confirmed_at === null;
  const state = !card.must_confirm
    ? t("targets.issuer")
    : card.confirmed_at
      ? t("targets.confirmed", { at: instant(card.confirmed_at, zone, lang) })
      : t("targets.waiting");
  return (
    <Panel
      title={`${words(card.title)} · ${words(card.unit.title)}`}
      side={
        <>
          <span>{t("targets.span", { from: card.first, to: card.last })}</span>
          <span className={open ? "receipt receipt-open" : "receipt"}>{state}</span>
        </>
      }
    >
      <TargetTable lines={card.lines} year={card.first.slice(0, 4)} />
      {card.note ? <p className="soft targets-note">{t("targets.noteOf", { note: card.note })}</p> : null}
      {open ? <ConfirmTargets card={card} /> : null}
    </Panel>
  );
}
