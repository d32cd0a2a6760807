import { EyeOutlined, HistoryOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import "./BuilderPage.css";
import { type DefinitionLine, type KindCard, useDefinitions, useKinds } from "./changes";
import { useCurrent } from "./current";
import { found } from "./logic/search";
import { inOrder } from "./order";
import { ChangeBar } from "./parts/ChangeBar";
import { DefinitionRow } from "./parts/DefinitionRow";
import { NewDialog } from "./parts/NewDialog";
import { PreviewDialog } from "./parts/PreviewDialog";

/** What can be built, by kind in the order of building, and what there is of each. */
export default function BuilderPage() {
  const { t, words } = useWords();
  const { may } = useSession();
  const set = useCurrent();
  const id = set.current?.public_id ?? null;
  const kinds = useKinds();
  const definitions = useDefinitions(id);
  const [search, setSearch] = useSearchParams();
  const [viewing, setViewing] = useState(false);
  const [asked, setAsked] = useState<KindCard | null>(null);
  useTitle(t("builder.title"));
  const failure = kinds.error ?? set.failure ?? definitions.error;
  if (failure) return <PageProblem problem={failure} retry={() => void Promise.all([kinds.refetch(), definitions.refetch()])} />;
  if (!kinds.data || !definitions.data || set.loading) return <Loading lines={8} />;
  const wanted = search.get("q") ?? "";
  const only = search.get("kind");
  const put = (name: string, value: string | null) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const ordered = inOrder(kinds.data);
  const lines = found(definitions.data, wanted);
  const of = (kind: string): DefinitionLine[] => lines.filter((line) => line.kind === kind);
  const shown = ordered.filter(({ kind }) => (only ? kind === only : !wanted || of(kind).length > 0));
  return (
    <>
      <header className="builderpage-head">
        <h1>{t("builder.title")}</h1>
        <div className="builderpage-ways">
          {may("view_as") ? (
            <button type="button" onClick={() => setViewing(true)}>
              <EyeOutlined aria-hidden /> {t("builder.preview.asTitle")}
            </button>
          ) : null}
          <Link to="/builder/releases">
            <HistoryOutlined aria-hidden /> {t("builder.releases.title")}
          </Link>
        </div>
      </header>
      <ChangeBar set={set} />
      <div className="builderpage">
        <nav className="builderpage-kinds" aria-label={t("builder.kindsLabel")}>
          <button type="button" aria-current={only ? undefined : "true"} onClick={() => put("kind", null)}>
            <span>{t("builder.everything")}</span>
            <span className="builderpage-count">{lines.length}</span>
          </button>
          {ordered.map(({ kind, title }) => (
            <button type="button" key={kind} aria-current={only === kind ? "true" : undefined} onClick={() => put("kind", kind)}>
              <span>{words(title)}</span>
              <span className="builderpage-count">{of(kind).length}</span>
            </button>
          ))}
        </nav>
        <div className="builderpage-list">
          <Input.Search aria-label={t("builder.search")} placeholder={t("builder.search")} allowClear value={wanted} onChange={({ target }) => put("q", target.value)} />
          {shown.length === 0 ? <Nothing>{t("builder.nothingFound")}</Nothing> : null}
          {shown.map((card) => (
            <section key={card.kind} className="builderpage-kind" aria-labelledby={`kind-${card.kind}`}>
              <header>
                <h2 id={`kind-${card.kind}`}>{words(card.title)}</h2>
                <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setAsked(card)} aria-label={t("builder.new.title", { kind: words(card.title) })}>
                  {t("builder.new.short")}
                </Button>
              </header>
              <p className="soft">{t(`builder.about.${card.kind}`, { defaultValue: "" })}</p>
              {of(card.kind).length === 0 ? (
                <p className="soft">{t(wanted ? "builder.nothingFound" : "builder.noneYet")}</p>
              ) : (
                <ul>
                  {of(card.kind).map((line) => (
                    <DefinitionRow key={line.name} line={line} kind={card} set={set} all={definitions.data} />
                  ))}
                </ul>
              )}
            </section>
          ))}
        </div>
      </div>
      {viewing ? <PreviewDialog change={null} onClose={() => setViewing(false)} /> : null}
      {asked ? <NewDialog kind={asked} set={set} taken={definitions.data} onClose={() => setAsked(null)} /> : null}
    </>
  );
}
