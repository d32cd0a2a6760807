import { Link, useParams } from "react-router";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { useSnapshots } from "./queries";

/** The kept snapshots of a board, as far as their unit is mine to see. */
export default function SnapshotsPage() {
  const { name = "" } = useParams();
  const { t, words } = useWords();
  const { zone, lang } = useManner();
  const { data: kept, error, refetch } = useSnapshots(name);
  useTitle(t("boards.snapshot.list"));
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!kept) return <Loading />;
  return (
    <>
      <nav aria-label={t("unit.path")}>
        <Link to={`/boards/${name}`}>{t("boards.snapshot.live")}</Link>
      </nav>
      <h1>{t("boards.snapshot.list")}</h1>
      {kept.length === 0 ? (
        <Nothing>{t("boards.snapshot.none")}</Nothing>
      ) : (
        <DataTable
          label={t("boards.snapshot.list")}
          stacks
          rows={kept}
          keyOf={(one) => one.public_id}
          columns={[
            { title: t("boards.snapshot.titleOf"), cell: (one) => <Link to={`/boards/${name}/snapshots/${one.public_id}`}>{one.title}</Link> },
            { title: t("boards.snapshot.unit"), cell: (one) => words(one.unit.title) },
            { title: t("boards.snapshot.day"), cell: (one) => one.day },
            { title: t("boards.snapshot.author"), cell: (one) => t("boards.snapshot.by", { author: one.author, at: instant(one.created_at, zone, lang) }) },
            { title: t("boards.snapshot.release"), number: true, cell: (one) => one.release },
          ]}
        />
      )}
    </>
  );
}
