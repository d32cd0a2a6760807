import { useSources } from "../../api/queries";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { DataTabs } from "./parts/DataTabs";
import { SourceCard } from "./parts/SourceCard";
import "./SourcesPage.css";

/** Where the data comes from, how fresh it is and whether it keeps its promise. */
export default function SourcesPage() {
  const { t } = useWords();
  const { data, error, refetch } = useSources();
  useTitle(t("sources.title"));
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  return (
    <>
      <h1>{t("sources.title")}</h1>
      <DataTabs />
      {data ? null : <Loading />}
      {data?.items.length === 0 ? <Nothing>{t("sources.none")}</Nothing> : null}
      <ul className="sourcespage">
        {data?.items.map((source) => (
          <li key={source.name}>
            <SourceCard source={source} />
          </li>
        ))}
      </ul>
    </>
  );
}
