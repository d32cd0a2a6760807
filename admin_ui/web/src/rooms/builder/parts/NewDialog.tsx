import { Input, Modal } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Text } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type DefinitionLine, type KindCard, useStale, write } from "../changes";
import type { Current } from "../current";
import { isName, nameFrom } from "../logic/names";
import { isObject, type Json } from "../logic/path";
import { starter } from "../logic/schema";
import "./NewDialog.css";

interface Wish {
  kind: KindCard;
  set: Current;
  taken: readonly DefinitionLine[];
  /** The definition that is duplicated; without it, a new one begins with what its schema needs. */
  like?: { value: Json; title: Text };
  onClose: () => void;
}

/** Title first; the name by which others refer to it is proposed from it and can be changed now, not later. */
export function NewDialog({ kind, set, taken, like, onClose }: Wish) {
  const { t, words } = useWords();
  const go = useNavigate();
  const stale = useStale();
  const names = new Set(taken.filter((one) => one.kind === kind.kind).map((one) => one.name));
  const [title, setTitle] = useState<Text>(like ? { zh: `${like.title.zh} ${t("builder.new.copyZh")}`, en: `${like.title.en} copy` } : { zh: "", en: "" });
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const name = typed ?? nameFrom(title, kind.kind, names);
  const used = names.has(name);
  const fine = isName(name) && !used && Boolean(title.zh.trim() || title.en.trim());
  const make = async () => {
    if (!fine || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const change = await set.ensure();
      const begun = like?.value ?? starter(kind.schema, kind.schema);
      const both = { zh: title.zh.trim() || title.en.trim(), en: title.en.trim() || title.zh.trim() };
      await write.draft(change, kind.kind, name, { value: { ...(isObject(begun) ? begun : {}), ...(like ? {} : kind.ui.new), kind: kind.kind, name, title: both }, revision: 0 });
      void stale();
      void go(`/builder/${kind.kind}/${name}`);
      onClose();
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return (
    <Modal open title={t(like ? "builder.new.duplicate" : "builder.new.title", { kind: words(kind.title) })} okText={t("builder.new.make")} okButtonProps={{ disabled: !fine, loading: busy }} cancelText={t("builder.cancel")} onOk={() => void make()} onCancel={onClose}>
      <div className="newdialog">
        <label htmlFor="new-zh">{t("builder.new.zh")}</label>
        <Input id="new-zh" autoFocus value={title.zh} maxLength={200} onChange={({ target }) => setTitle({ ...title, zh: target.value })} onPressEnter={() => void make()} />
        <label htmlFor="new-en">{t("builder.new.en")}</label>
        <Input id="new-en" value={title.en} maxLength={200} onChange={({ target }) => setTitle({ ...title, en: target.value })} onPressEnter={() => void make()} />
        <label htmlFor="new-name">{t("builder.new.name")}</label>
        <div>
          <Input id="new-name" value={name} maxLength={48} spellCheck={false} style={{ fontFamily: "var(--mono)" }} status={isName(name) && !used ? "" : "error"} aria-describedby="new-name-help" onChange={({ target }) => setTyped(target.value)} onPressEnter={() => void make()} />
          <p id="new-name-help" className={used || !isName(name) ? "newdialog-bad" : "soft small"}>
            {t(used ? "builder.new.used" : isName(name) ? "builder.new.nameHelp" : "builder.new.badName")}
          </p>
        </div>
      </div>
      {set.current ? null : <p className="soft">{t("builder.new.begins")}</p>}
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Modal>
  );
}
