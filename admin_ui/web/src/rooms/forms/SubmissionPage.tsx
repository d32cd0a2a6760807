import { EditOutlined, RollbackOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { PageProblem } from "../../parts/PageProblem";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import type { Json } from "../builder/logic/path";
import { differing, flat } from "./logic/cells";
import { FlagList, OutcomeBadge, StateBadge } from "./parts/Badge";
import { EditForm } from "./parts/EditForm";
import { PhotoStrip } from "./parts/PhotoStrip";
import { ReasonList } from "./parts/ReasonList";
import { ReviewLines } from "./parts/ReviewLines";
import { WithdrawDialog } from "./parts/WithdrawDialog";
import { useChange, useForm, useSubmission } from "./queries";
import type { FormFields, Submission } from "./shapes";
import "./SubmissionPage.css";
import "./SubmissionsPage.css";
import { useCell } from "./useCell";

/** One submission with everything about it: what was said, seen, judged, looked at again and changed. */
export default function SubmissionPage() {
  const { id = "" } = useParams();
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const { data, error, refetch } = useSubmission(id);
  const form = useForm(data?.form);
  const [act, setAct] = useState<"edit" | "withdraw" | null>(null);
  useTitle(data ? `${words(data.unit.title)} · ${words(data.title)}` : t("forms.tabs.submissions"));
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  const open = data.state !== "withdrawn" && may("edit_submissions");
  const score = data.score === null ? null : `${Math.round(data.score * 100)}`;
  return (
    <>
      <p className="soft">
        <Link to={`/forms/submissions?form=${encodeURIComponent(data.form)}`}>{t("forms.title.submissions")}</Link> / {words(data.title)}
      </p>
      <header className="formsframe-head">
        <h1>
          {words(data.unit.title)} <code className="soft">{data.unit.code}</code>
        </h1>
        {open ? (
          <div className="formsframe-side">
            <Button icon={<EditOutlined aria-hidden />} onClick={() => setAct("edit")} disabled={!form.data}>
              {t("forms.edit.word")}
            </Button>
            <Button icon={<RollbackOutlined aria-hidden />} onClick={() => setAct("withdraw")}>
              {t("forms.withdraw.word")}
            </Button>
          </div>
        ) : null}
      </header>
      <dl className="submissionpage-facts">
        {[
          [t("forms.column.person"), words(data.person.title) || data.person.login],
          [t("forms.column.day"), data.day],
          [t("forms.column.sent"), instant(data.submitted_at, zone, lang)],
          [t("forms.column.received"), instant(data.received_at, zone, lang)],
          [t("forms.column.duty"), words(form.data?.duties.find(({ name }) => name === data.duty)?.title) || data.duty || t("forms.noDuty")],
          [t("forms.column.facts"), t(`forms.facts.${data.facts}`, { defaultValue: data.facts })],
        ].map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="submissionspage-state">
        <StateBadge state={data.state} />
        <OutcomeBadge outcome={data.outcome} />
        {data.outcome_by ? <span className="soft">{t(`forms.by.${data.outcome_by}`)}</span> : null}
        {score === null ? null : <span>{t("forms.score", { score })}</span>}
        {data.appeal ? <span className="badge">{t(`forms.appeal.${data.appeal}`)}</span> : null}
        {data.test ? <span className="badge">{t("forms.test")}</span> : null}
        <FlagList flags={data.flags} />
      </p>
      {data.missing.length ? <Alert type="info" showIcon title={t("forms.missing", { count: data.missing.length })} /> : null}
      <Conflicts submission={data} form={form.data} />
      {data.files.length ? (
        <Panel title={t("forms.column.photos")}>
          <PhotoStrip files={data.files} verdicts={data.verdicts} form={form.data} label={words(data.unit.title)} />
        </Panel>
      ) : null}
      {data.reasons.length || data.verdicts.length ? (
        <Panel title={t("forms.verdict.title")}>
          <ReasonList reasons={data.reasons} />
          <Verdicts submission={data} form={form.data} />
        </Panel>
      ) : null}
      <Panel title={t("forms.values")}>{form.data ? <Values values={data.values} form={form.data} /> : <Loading lines={4} />}</Panel>
      {data.reviews.length ? (
        <Panel title={t("forms.reviews.of")}>
          <ReviewLines reviews={data.reviews} />
        </Panel>
      ) : null}
      {data.history.length ? (
        <Panel title={t("forms.history.title")}>
          <History submission={data} form={form.data} />
        </Panel>
      ) : null}
      {data.refused.length ? (
        <Panel title={t("forms.refused.title")}>
          <p className="soft">{t("forms.refused.lead")}</p>
          <ul>
            {data.refused.map((one, i) => (
              <li key={i}>
                <code>{one.dataset}</code> {(one.issues ?? []).map(({ message }) => words(message)).join(" ")}
              </li>
            ))}
          </ul>
          <Link to={`/sources/form:${data.form}`}>{t("forms.refused.open")}</Link>
        </Panel>
      ) : null}
      {act === "edit" && form.data ? <EditForm submission={data} form={form.data} onClose={() => setAct(null)} /> : null}
      {act === "withdraw" ? <WithdrawDialog id={data.id} onClose={() => setAct(null)} /> : null}
    </>
  );
}

function Values({ values, form }: { values: Record<string, Json>; form: FormFields }) {
  const { words } = useWords();
  const cell = useCell(form);
  const known = flat(form.fields);
  const names = new Set(known.map(({ name }) => name));
  return (
    <dl className="submissionpage-values">
      {known
        .filter((field) => (field.carries ?? true) && !field.attachments)
        .map((field) => (
          <div key={field.name}>
            <dt className="soft">{words(field.title) || field.name}</dt>
            <dd>{cell(field, values[field.name])}</dd>
          </div>
        ))}
      {Object.entries(values)
        .filter(([name]) => !names.has(name))
        .map(([name, value]) => (
          <div key={name}>
            <dt className="soft">
              <code>{name}</code>
            </dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

function Verdicts({ submission, form }: { submission: Submission; form: FormFields | undefined }) {
  const { t, words } = useWords();
  if (!submission.verdicts.length) return null;
  const nameOf = (check: string) => words(form?.checks.find(({ name }) => name === check)?.title) || check;
  return (
    <DataTable
      stacks
      label={t("forms.verdict.title")}
      rows={submission.verdicts}
      keyOf={({ public_id }) => public_id}
      columns={[
        { title: t("forms.verdict.photo"), cell: (one) => t("forms.photo.number", { at: submission.files.findIndex(({ id }) => id === one.photo) + 1 }) },
        { title: t("forms.verdict.check"), cell: (one) => nameOf(one.check) },
        { title: t("forms.filter.outcome"), cell: (one) => (one.outcome ? <OutcomeBadge outcome={one.outcome} /> : t(`forms.verdict.state.${one.state}`)) },
        { title: t("forms.verdict.score"), number: true, cell: (one) => (one.score === null ? "\u2014" : Math.round(one.score * 100)) },
        { title: t("forms.verdict.why"), cell: (one) => (one.reasons ?? []).map(({ text }) => words(text)).join("; ") || words(one.error?.message) || "\u2014" },
        { title: t("forms.verdict.model"), cell: (one) => one.model ?? "\u2014" },
        { title: t("forms.verdict.took"), number: true, cell: (one) => (one.milliseconds === null ? "\u2014" : `${(one.milliseconds / 1000).toFixed(1)} s`) },
      ]}
    />
  );
}

function History({ submission, form }: { submission: Submission; form: FormFields | undefined }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const cell = useCell(form);
  const fields = flat(form?.fields ?? []);
  return (
    <ol className="submissionpage-history">
      {[...submission.history].reverse().map((edit) => (
        <li key={edit.revision}>
          <p>
            <strong>{edit.actor}</strong> <span className="soft">{instant(edit.at, zone, lang)}</span> {edit.reason}
          </p>
          <ul>
            {differing(edit.before, edit.after).map((name) => {
              const field = fields.find((one) => one.name === name || one.aliases?.includes(name)) ?? { name, type: "", title: { zh: name, en: name } };
              return (
                <li key={name}>
                  {words(field.title)}: <del>{cell(field, edit.before[name])}</del> {"\u2192"} <ins>{cell(field, edit.after[name])}</ins>
                </li>
              );
            })}
            {edit.after.state === "withdrawn" ? null : differing(edit.before, edit.after).length === 0 ? <li className="soft">{t("forms.history.noValue")}</li> : null}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** Another content under the same id: both beside each other, to be taken or dropped by a person. */
function Conflicts({ submission, form }: { submission: Submission; form: FormFields | undefined }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const cell = useCell(form);
  const settle = useChange(({ copy, take }: { copy: string; take: boolean }) => call("POST", `/submissions/${submission.id}/conflicts/${copy}`, undefined, { take }));
  const open = submission.copies.filter(({ state }) => state === "open");
  if (!open.length) return null;
  const fields = flat(form?.fields ?? []);
  return (
    <Panel title={t("forms.conflict.title")}>
      <p className="soft">{t("forms.conflict.lead")}</p>
      {open.map((copy) => (
        <div key={copy.public_id} className="submissionpage-conflict">
          <DataTable
            label={t("forms.conflict.title")}
            rows={differing(submission.values, copy.values)}
            keyOf={(name) => name}
            columns={[
              { title: t("forms.values"), cell: (name) => words(fields.find((one) => one.name === name)?.title) || name },
              { title: t("forms.conflict.kept"), cell: (name) => cell(fields.find((one) => one.name === name) ?? { name, type: "", title: { zh: name, en: name } }, submission.values[name]) },
              { title: t("forms.conflict.other", { at: instant(copy.received_at, zone, lang) }), cell: (name) => cell(fields.find((one) => one.name === name) ?? { name, type: "", title: { zh: name, en: name } }, copy.values[name]) },
            ]}
          />
          {may("edit_submissions") ? (
            <div className="formsframe-side">
              <Button type="primary" loading={settle.isPending} onClick={() => settle.mutate({ copy: copy.public_id, take: true })}>
                {t("forms.conflict.take")}
              </Button>
              <Button loading={settle.isPending} onClick={() => settle.mutate({ copy: copy.public_id, take: false })}>
                {t("forms.conflict.drop")}
              </Button>
            </div>
          ) : null}
        </div>
      ))}
      {settle.error ? <ProblemNotice problem={settle.error} /> : null}
    </Panel>
  );
}
