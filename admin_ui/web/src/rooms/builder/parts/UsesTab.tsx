import { Problem } from "../../../api/problem";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useUses } from "../changes";
import { UseList } from "./UseList";

/** Where a definition is used, in what serves. */
export function UsesTab({ kind, name }: { kind: string; name: string }) {
  const { t } = useWords();
  const { data, error, isPending } = useUses(kind, name);
  if (error instanceof Problem && error.status === 404) return <Nothing>{t("builder.uses.notYet")}</Nothing>;
  if (error) return <ProblemNotice problem={error} />;
  if (isPending) return <Loading lines={3} />;
  return data.length ? (
    <>
      <p className="soft">{t("builder.uses.lead", { count: data.length })}</p>
      <UseList uses={data} />
    </>
  ) : (
    <Nothing>{t("builder.uses.none")}</Nothing>
  );
}
