import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { useMyTargets } from "./queries";
import { TargetCard } from "./TargetCard";
import { TargetsHead } from "./TargetsHead";

/** The targets of the units I hold a post at, those I have not confirmed first. */
export default function MyTargetsPage() {
  const { t } = useWords();
  const { data: cards, error, refetch } = useMyTargets();
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  return (
    <>
      <TargetsHead here="mine" />
      {cards ? null : <Loading lines={8} />}
      {cards?.length === 0 ? <Nothing>{t("targets.none")}</Nothing> : null}
      {cards?.map((card) => <TargetCard key={`${card.plan}@${card.unit.code}`} card={card} />)}
    </>
  );
}
