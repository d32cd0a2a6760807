import { RollbackOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { PageProblem } from "../../parts/PageProblem";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { type ReleaseCard, useRelease, useReleases, useWrite, write } from "./changes";
import { ActionTag } from "./parts/ActionTag";
import { AskText } from "./parts/AskText";
import { DiffWords } from "./parts/DiffTab";
import "./ReleasesPage.css";

/** Everything that was ever published: who, when, why, what; and the way back to any of it. */
export default function ReleasesPage() {
  const { t } = useWords();
  const { may } = useSession();
  const { data, error, refetch } = useReleases();
  const [asked, setAsked] = useState<number | null>(null);
  const [done, setDone] = useState<ReleaseCard | null>(null);
  const back = useWrite(({ number, reason }: { number: number; reason: string }) => write.rollBack(number, reason), true);
  useTitle(t("builder.releases.title"));
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={6} />;
  return (
    <>
      <p className="soft">
        <Link to="/builder">{t("builder.title")}</Link> / {t("builder.releases.title")}
      </p>
      <h1>{t("builder.releases.title")}</h1>
      {done ? <Alert type="success" showIcon closable title={t("builder.releases.rolledBack", { number: done.number })} style={{ margin: "16px 0" }} /> : null}
      <ol className="releasespage">
        {data.map((release) => (
          <li key={release.number}>
            <Release release={release} onBack={may("publish_definitions") && !release.current ? () => setAsked(release.number) : null} />
          </li>
        ))}
      </ol>
      {asked !== null ? (
        <AskText
          title={t("builder.releases.backTo", { number: asked })}
          label={t("builder.publish.reason")}
          hint={t("builder.publish.hint")}
          word={t("builder.releases.back")}
          longest={500}
          long
          danger
          onClose={() => setAsked(null)}
          onDone={async (reason) => setDone(await back.mutateAsync({ number: asked, reason }))}
        >
          <p style={{ marginBottom: 12 }}>{t("builder.releases.backLead", { number: asked })}</p>
        </AskText>
      ) : null}
    </>
  );
}

function Release({ release, onBack }: { release: ReleaseCard; onBack: (() => void) | null }) {
  const { t, words } = useWords();
  const { zone, lang } = useManner();
  const [open, setOpen] = useState(false);
  const { data, error } = useRelease(release.number, open);
  return (
    <article className="releasespage-one" aria-label={t("builder.releases.number", { number: release.number })}>
      <div className="releasespage-head">
        <strong>{t("builder.releases.number", { number: release.number })}</strong>
        {release.current ? <span className="releasespage-now">{t("builder.history.serving")}</span> : null}
        {release.rolled_back_to ? <span className="soft">{t("builder.releases.rolledBackTo", { number: release.rolled_back_to })}</span> : null}
        <span className="soft">
          {instant(release.created_at, zone, lang)} · {release.author ?? "–"}
        </span>
        <span className="releasespage-tools">
          <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("builder.releases.what")}
          </Button>
          {onBack ? (
            <Button size="small" icon={<RollbackOutlined aria-hidden />} onClick={onBack}>
              {t("builder.releases.back")}
            </Button>
          ) : null}
        </span>
      </div>
      <p>{release.reason || t("builder.history.noReason")}</p>
      {open && error ? <ProblemNotice problem={error} /> : null}
      {open && !data && !error ? <Loading lines={2} /> : null}
      {open && data ? (
        <ul className="releasespage-changes">
          {data.changes.length ? null : <li className="soft">{t("builder.diff.none")}</li>}
          {data.changes.map((entry) => (
            <li key={`${entry.kind} ${entry.name}`}>
              <span className="releasespage-head">
                <ActionTag action={entry.action} />
                <Link to={`/builder/${entry.kind}/${entry.name}?tab=history`}>{words(entry.title) || entry.name}</Link>
              </span>
              <DiffWords entry={entry} />
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}
