import { CloudUploadOutlined, EyeOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Tabs } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import "./ChangePage.css";
import { useChange, useDefinitions, useWrite, write } from "./changes";
import { useCurrent } from "./current";
import { ApprovalPanel } from "./parts/ApprovalPanel";
import { AskText } from "./parts/AskText";
import { ChangeBar } from "./parts/ChangeBar";
import { CheckTab } from "./parts/CheckTab";
import { DiffTab } from "./parts/DiffTab";
import { ImpactTab } from "./parts/ImpactTab";
import { PreviewDialog } from "./parts/PreviewDialog";

/** A change set before it is published: what it changes, whom it touches, what is wrong with it; then the reason. */
export default function ChangePage() {
  const { t, words } = useWords();
  const { may } = useSession();
  const set = useCurrent();
  const id = set.current?.public_id ?? null;
  const { data, error, refetch } = useChange(id);
  const definitions = useDefinitions(id);
  const [asked, setAsked] = useState<"publish" | "preview" | null>(null);
  const [done, setDone] = useState<{ number: number; reason: string } | null>(null);
  const [meant, setMeant] = useState(false);
  const publish = useWrite((reason: string) => write.publish(id ?? "", { reason, despite_cases: meant }), true);
  useTitle(t("builder.review.title"));
  if (set.failure ?? error) return <PageProblem problem={set.failure ?? error} retry={() => void refetch()} />;
  if (set.loading || (id !== null && !data)) return <Loading lines={8} />;
  const empty = !data || data.items.length + data.files.length === 0;
  const blocked = !data || empty || data.problems > 0 || data.conflicts > 0 || Boolean(data.needs_approval);
  return (
    <>
      <header className="changepage-head">
        <div>
          <p className="soft">
            <Link to="/builder">{t("builder.title")}</Link> / {t("builder.review.title")}
          </p>
          <h1>{data?.title ?? t("builder.review.title")}</h1>
        </div>
        {data ? (
          <div className="changepage-tools">
            <Button icon={<EyeOutlined aria-hidden />} onClick={() => setAsked("preview")}>
              {t("builder.change.preview")}
            </Button>
            {may("publish_definitions") ? (
              <Button type="primary" icon={<CloudUploadOutlined aria-hidden />} disabled={blocked} onClick={() => (setMeant(false), setAsked("publish"))}>
                {t("builder.publish.word")}
              </Button>
            ) : null}
          </div>
        ) : null}
      </header>
      <ChangeBar set={set} here />
      {done ? (
        <Alert
          type="success"
          showIcon
          closable
          title={t("builder.publish.done", { number: done.number })}
          description={done.reason}
          action={<Link to="/builder/releases">{t("builder.releases.title")}</Link>}
          style={{ marginBottom: 16 }}
        />
      ) : null}
      {!data ? (
        done ? null : (
          <Nothing>{t("builder.review.none")}</Nothing>
        )
      ) : (
        <>
          {data.problems ? <Alert type="error" showIcon title={t("builder.publish.problems", { count: data.problems })} style={{ marginBottom: 16 }} /> : null}
          {!data.problems && data.contradicted ? (
            <Alert type="warning" showIcon title={t("builder.publish.contradicted", { count: data.contradicted })} description={t("builder.publish.contradictedLead")} style={{ marginBottom: 16 }} />
          ) : null}
          {data.conflicts ? (
            <Alert
              type="warning"
              showIcon
              style={{ marginBottom: 16 }}
              title={t("builder.publish.conflicts", { count: data.conflicts })}
              description={
                <ul>
                  {data.items
                    .filter(({ conflict }) => conflict)
                    .map(({ kind, name, title }) => (
                      <li key={`${kind} ${name}`}>
                        <Link to={`/builder/${kind}/${name}`}>{words(title) || name}</Link>
                      </li>
                    ))}
                </ul>
              }
            />
          ) : null}
          <ApprovalPanel change={data} />
          <div className="changepage-body">
            <Tabs
              destroyOnHidden
              items={[
                { key: "diff", label: t("builder.review.diff"), children: <DiffTab change={data} /> },
                { key: "impact", label: t("builder.review.impact"), children: empty ? <Nothing>{t("builder.diff.none")}</Nothing> : <ImpactTab id={data.public_id} broken={data.problems > 0} /> },
                { key: "check", label: t("builder.review.check"), children: <CheckTab id={data.public_id} definitions={definitions.data ?? []} /> },
              ]}
            />
          </div>
        </>
      )}
      {asked === "preview" && set.current ? <PreviewDialog change={set.current} onClose={() => setAsked(null)} /> : null}
      {asked === "publish" && data ? (
        <AskText
          title={t("builder.publish.title", { title: data.title })}
          label={t("builder.publish.reason")}
          hint={t("builder.publish.hint")}
          word={t("builder.publish.word")}
          longest={500}
          long
          held={data.contradicted > 0 && !meant}
          onClose={() => setAsked(null)}
          onDone={async (reason) => {
            setDone(await publish.mutateAsync(reason));
            set.choose(null);
          }}
        >
          <p style={{ marginBottom: 12 }}>{t("builder.publish.lead", { count: data.items.length + data.files.length })}</p>
          {data.contradicted ? (
            <Checkbox checked={meant} onChange={({ target }) => setMeant(target.checked)} style={{ marginBottom: 12 }}>
              {t("builder.publish.meant", { count: data.contradicted })}
            </Checkbox>
          ) : null}
        </AskText>
      ) : null}
    </>
  );
}
