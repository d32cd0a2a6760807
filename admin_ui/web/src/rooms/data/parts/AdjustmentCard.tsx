import { Button, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { call } from "../../../api/call";
import { useSession } from "../../../api/session";
import type { Words } from "../../../api/types";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { keyPart } from "../logic/delta";
import { type Adjustment, useChange } from "../queries";
import { DeltaList } from "./DeltaList";
import "./AdjustmentCard.css";

type Titles = Record<string, Words>;

/** One adjustment: what it changes and why, where it stands, and deciding on it. */
export function AdjustmentCard({ adjustment: one }: { adjustment: Adjustment }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const titles = (one.titles ?? {}) as Titles;
  const values = one.values ?? {};
  const key = keyPart(values, one.before)
    .map(([name, value]) => `${words(titles[name]) || name} ${String(value)}`)
    .join(" · ");
  const since = Object.entries(one.source_says ?? {});
  return (
    <li className="adjustment">
      <header>
        <b>
          <Link to={`/unit/${encodeURIComponent(one.unit?.code ?? "")}?day=${one.day}`}>{words(one.unit?.title)}</Link> · {one.day} · {words(one.dataset_title as Words) || one.dataset}
        </b>
        <span className={`adjustment-state adjustment-${one.state}`}>{t(`data.adjust.states.${one.state ?? "requested"}`)}</span>
      </header>
      {key ? <p className="soft small">{key}</p> : null}
      {one.before ? null : <p className="soft small">{t("data.adjust.newRow")}</p>}
      <DeltaList values={values} before={one.before ?? null} titles={titles} />
      {since.length && one.state === "approved" ? (
        <p className="adjustment-since small">
          {t("data.adjust.says", { words: since.map(([name, value]) => `${words(titles[name]) || name} ${value === null ? t("data.adjust.empty") : String(value)}`).join(", ") })}
        </p>
      ) : null}
      <p>{one.reason}</p>
      <p className="soft small">
        {t("data.adjust.asked", { who: one.requested_by, at: instant(one.requested_at, zone, lang) })}
        {one.decided_by ? ` · ${t("data.adjust.decided", { who: one.decided_by, at: instant(one.decided_at, zone, lang) })}` : ""}
        {one.note ? ` · ${one.note}` : ""}
      </p>
      {one.state === "requested" ? <Deciding one={one} /> : null}
    </li>
  );
}

function Deciding({ one }: { one: Adjustment }) {
  const { t } = useWords();
  const { may } = useSession();
  const [note, setNote] = useState("");
  const decide = useChange((verdict: string) => call("POST", `/adjustments/${one.public_id}/decision`, undefined, { verdict, note }));
  const withdraw = useChange(() => call("POST", `/adjustments/${one.public_id}/withdraw`));
  if (one.mine)
    return (
      <div className="adjustment-acts">
        <span className="soft small">{t("data.adjust.own")}</span>
        <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined as never)}>
          {t("data.adjust.withdraw")}
        </Button>
        {withdraw.error ? <ProblemNotice problem={withdraw.error} /> : null}
      </div>
    );
  if (!may("approve_adjustments")) return null;
  return (
    <div className="adjustment-acts">
      <Input aria-label={t("data.adjust.note")} placeholder={t("data.adjust.note")} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      <Button type="primary" loading={decide.isPending && decide.variables === "approved"} onClick={() => decide.mutate("approved")}>
        {t("data.adjust.approve")}
      </Button>
      <Button loading={decide.isPending && decide.variables === "rejected"} onClick={() => decide.mutate("rejected")}>
        {t("data.adjust.reject")}
      </Button>
      {decide.error ? <ProblemNotice problem={decide.error} /> : null}
    </div>
  );
}
