import { DeleteOutlined, EditOutlined, EyeOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useChange, useWrite, write } from "../changes";
import type { Current } from "../current";
import { AskText } from "./AskText";
import "./ChangeBar.css";
import { PreviewDialog } from "./PreviewDialog";

const LIVE = "";

/** The change set that is worked in: chosen, named, counted, and the ways on: compare, preview, publish (`here`: the page has these itself). */
export function ChangeBar({ set, here }: { set: Current; here?: boolean }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const { current, list, choose, begin } = set;
  const id = current?.public_id ?? null;
  const { data } = useChange(id);
  const [asked, setAsked] = useState<"begin" | "rename" | "discard" | "preview" | null>(null);
  const rename = useWrite((title: string) => write.rename(id ?? "", title));
  const discard = useWrite(() => write.discard(id ?? ""));
  const close = () => setAsked(null);
  return (
    <section className={`changebar${current ? " changebar-on" : ""}`} aria-label={t("builder.change.bar")}>
      <div className="changebar-which">
        <span className="changebar-word" id="changebar-word">
          {t("builder.change.current")}
        </span>
        <Select
          className="changebar-select"
          aria-labelledby="changebar-word"
          value={id ?? LIVE}
          options={[
            ...list.map((one) => ({ value: one.public_id, label: one.state === "submitted" ? t("builder.change.submittedTitle", { title: one.title }) : one.title })),
            { value: LIVE, label: t("builder.change.live") },
          ]}
          onChange={(next: string) => choose(next || null)}
        />
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAsked("begin")}>
          {t("builder.change.new")}
        </Button>
        {current ? (
          <>
            <Button type="text" icon={<EditOutlined aria-hidden />} aria-label={t("builder.change.rename")} title={t("builder.change.rename")} onClick={() => setAsked("rename")} />
            <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.change.discard")} title={t("builder.change.discard")} onClick={() => setAsked("discard")} />
          </>
        ) : null}
      </div>
      {current ? (
        <div className="changebar-on-way">
          <span className="changebar-count">{t("builder.change.drafts", { count: data?.drafts ?? current.drafts })}</span>
          {data?.problems ? <span className="changebar-count changebar-bad">{t("builder.change.problems", { count: data.problems })}</span> : null}
          {data?.conflicts ? <span className="changebar-count changebar-doubtful">{t("builder.change.conflicts", { count: data.conflicts })}</span> : null}
          {here ? null : (
            <>
              <Button icon={<EyeOutlined aria-hidden />} onClick={() => setAsked("preview")}>
                {t("builder.change.preview")}
              </Button>
              <Link to="/builder/change" className="changebar-publish">
                {t(may("publish_definitions") ? "builder.change.review" : "builder.change.compare")}
              </Link>
            </>
          )}
        </div>
      ) : (
        <p className="changebar-on-way soft">{t("builder.change.liveLead")}</p>
      )}
      {asked === "begin" ? (
        <AskText title={t("builder.change.new")} label={t("builder.change.title")} hint={t("builder.change.titleHint")} word={t("builder.change.begin")} longest={100} onClose={close} onDone={(title) => begin(title)} />
      ) : null}
      {asked === "rename" && current ? (
        <AskText title={t("builder.change.rename")} label={t("builder.change.title")} given={current.title} word={t("builder.save")} longest={100} onClose={close} onDone={(title) => rename.mutateAsync(title)} />
      ) : null}
      {asked === "preview" ? <PreviewDialog change={current} onClose={close} /> : null}
      <Modal
        open={asked === "discard"}
        title={t("builder.change.discardAsk", { title: words(current?.title) })}
        okText={t("builder.change.discard")}
        okButtonProps={{ danger: true, loading: discard.isPending }}
        cancelText={t("builder.cancel")}
        onCancel={close}
        onOk={() =>
          discard.mutate(undefined, {
            onSuccess: () => {
              choose(null);
              close();
            },
          })
        }
      >
        <p>{t("builder.change.discardLead", { count: data?.drafts ?? 0 })}</p>
        {discard.error ? <ProblemNotice problem={discard.error} /> : null}
      </Modal>
    </section>
  );
}
