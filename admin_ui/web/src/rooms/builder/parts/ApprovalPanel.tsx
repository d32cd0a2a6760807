import { Alert, Button } from "antd";
import { useState } from "react";
import { useSession } from "../../../api/session";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Approval, type Change, useWrite, write } from "../changes";
import { AskText } from "./AskText";
import "./ApprovalPanel.css";

/** Changes of targets need somebody else's word: asked for, given, and on record. Nothing where none is needed. */
export function ApprovalPanel({ change }: { change: Change }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const { zone, lang } = useManner();
  const [asked, setAsked] = useState<Approval["verdict"] | null>(null);
  const submit = useWrite(() => write.submit(change.public_id));
  const approve = useWrite((wish: { verdict: Approval["verdict"]; note: string }) => write.approve(change.public_id, wish.verdict, wish.note));
  if (!change.needs_approval && !change.approvals.length && change.state !== "submitted") return null;
  return (
    <div className="approvalpanel">
      {change.needs_approval ? (
        <Alert
          type="info"
          showIcon
          title={words(change.needs_approval)}
          description={change.state === "submitted" ? t("builder.approval.waiting") : t("builder.approval.lead")}
          action={
            <span className="approvalpanel-buttons">
              {change.state === "open" ? (
                <Button type="primary" loading={submit.isPending} onClick={() => submit.mutate(undefined)}>
                  {t("builder.approval.submit")}
                </Button>
              ) : null}
              {change.state === "submitted" && may("approve_targets") ? (
                <>
                  <Button type="primary" onClick={() => setAsked("approved")}>
                    {t("builder.approval.approve")}
                  </Button>
                  <Button danger onClick={() => setAsked("rejected")}>
                    {t("builder.approval.reject")}
                  </Button>
                </>
              ) : null}
            </span>
          }
        />
      ) : null}
      {submit.error ? <ProblemNotice problem={submit.error} /> : null}
      {change.approvals.length ? (
        <ul>
          {change.approvals.map(({ actor, at, verdict, note, revision }, i) => (
            <li key={i}>
              <strong>{t(`builder.approval.${verdict}`)}</strong> {actor} · {instant(at, zone, lang)}
              {note ? ` · ${note}` : ""}
              {revision === change.revision ? null : <span className="soft"> {t("builder.approval.older")}</span>}
            </li>
          ))}
        </ul>
      ) : null}
      {asked ? (
        <AskText title={t(asked === "approved" ? "builder.approval.approve" : "builder.approval.reject")} label={t("builder.approval.note")} word={t(asked === "approved" ? "builder.approval.approve" : "builder.approval.reject")} longest={500} long danger={asked === "rejected"} onClose={() => setAsked(null)} onDone={(note) => approve.mutateAsync({ verdict: asked, note })} />
      ) : null}
    </div>
  );
}
