import { DownloadOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { headersFor } from "../../api/call";
import { Problem } from "../../api/problem";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdminFrame } from "./parts/AdminFrame";
import { type Entry, useAct, usePage } from "./queries";
import "./AuditPage.css";

const SIZE = 50;
const FIELDS = ["text", "actor", "action", "object"] as const;

/** The audit log: who did what to what, searched and taken away as a file. */
export default function AuditPage() {
  const { t, lang } = useWords();
  const { zone } = useManner();
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Record<string, string>>(() => Object.fromEntries(search));
  const page = Math.max(1, Number(search.get("page")) || 1);
  const filter = {
    ...Object.fromEntries(FIELDS.map((name) => [name, search.get(name) ?? undefined])),
    since: edge(search.get("since"), 0),
    until: edge(search.get("until"), 1),
  };
  const { data, error, refetch } = usePage<Entry>("/audit", { ...filter, page, page_size: SIZE });
  const take = useAct(() => download(filter));
  const look = () => setSearch(Object.fromEntries(Object.entries(draft).filter(([name, value]) => name !== "page" && value.trim())));
  return (
    <AdminFrame title={t("admin.places.audit")}>
      <Panel
        title={data ? t("common.total", { count: data.total }) : error ? t("admin.places.audit") : t("app.loading")}
        side={
          <Button icon={<DownloadOutlined aria-hidden />} loading={take.isPending} onClick={() => take.mutate(undefined as never)}>
            {t("admin.audit.export")}
          </Button>
        }
      >
        <form
          className="admin-filters"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          {FIELDS.map((name) => (
            <Input key={name} allowClear aria-label={t(`admin.audit.${name}`)} placeholder={t(`admin.audit.${name}`)} value={draft[name] ?? ""} onChange={(event) => setDraft({ ...draft, [name]: event.target.value })} />
          ))}
          {(["since", "until"] as const).map((name) => (
            <label key={name} className="audit-day">
              <span className="soft small">{t(`admin.audit.${name}`)}</span>
              <Input type="date" value={draft[name] ?? ""} onChange={(event) => setDraft({ ...draft, [name]: event.target.value })} />
            </label>
          ))}
          <Button type="primary" htmlType="submit">
            {t("admin.audit.look")}
          </Button>
        </form>
        {error || take.error ? <ProblemNotice problem={error ?? take.error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t("admin.audit.none")}</Nothing> : null}
        {data?.items.length ? (
          <DataTable
            stacks
            rows={data.items}
            label={t("admin.places.audit")}
            keyOf={(entry) => `${entry.at} ${entry.action} ${entry.object}`}
            columns={[
              { title: t("admin.audit.at"), cell: (entry) => <span className="audit-at">{instant(entry.at, zone, lang)}</span> },
              { title: t("admin.audit.actor"), cell: (entry) => entry.actor },
              { title: t("admin.audit.did"), cell: (entry) => <Action action={entry.action} /> },
              { title: t("admin.audit.object"), cell: (entry) => <span className="audit-object">{entry.object}</span> },
              { title: t("admin.audit.detail"), cell: (entry) => <Detail detail={entry.detail as Record<string, unknown>} /> },
            ]}
          />
        ) : null}
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ ...Object.fromEntries(search), page: String(to) })} /> : null}
      </Panel>
    </AdminFrame>
  );
}

function Action({ action }: { action: string }) {
  const { t } = useWords();
  return <span title={action}>{t(`admin.actions.${action.replace(/\./g, "_")}`, { defaultValue: action })}</span>;
}

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const said = Object.entries(detail);
  if (said.length === 0) return <>—</>;
  return (
    <span className="audit-detail small soft admin-wide">
      {said.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(" · ")}
    </span>
  );
}

/** The beginning of a day of this browser (plus some days) as an instant. */
function edge(day: string | null, plus: number): string | undefined {
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + plus);
  return at.toISOString();
}

async function download(filter: Record<string, string | undefined>): Promise<void> {
  const body = JSON.stringify(Object.fromEntries(Object.entries(filter).filter(([, value]) => value)));
  const answer = await fetch("/api/v1/audit/export", { method: "POST", credentials: "same-origin", headers: { ...headersFor("POST"), "Content-Type": "application/json" }, body });
  if (!answer.ok) throw await Problem.of(answer);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "audit.csv";
  link.click();
  URL.revokeObjectURL(url);
}
