import { CopyOutlined, DeleteOutlined, LinkOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Text } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { type DefinitionLine, fetchDraft, fetchLive, type KindCard } from "../changes";
import type { Current } from "../current";
import { isObject, type Json } from "../logic/path";
import { ActionTag } from "./ActionTag";
import { DeleteDialog } from "./DeleteDialog";
import "./DefinitionRow.css";
import { NewDialog } from "./NewDialog";

/** One definition of the list: its title, its name, what the change set does with it, and what can be done. */
export function DefinitionRow({ line, kind, set, all }: { line: DefinitionLine; kind: KindCard; set: Current; all: readonly DefinitionLine[] }) {
  const { t, words } = useWords();
  const [like, setLike] = useState<{ value: Json; title: Text } | null>(null);
  const [gone, setGone] = useState(false);
  const to = `/builder/${line.kind}/${line.name}`;
  const title = words(line.title) || line.name;
  const copy = async () => {
    const id = set.current?.public_id;
    const { value } = await (id ? fetchDraft(id, line.kind, line.name) : fetchLive(line.kind, line.name));
    if (value === null) return;
    const own = isObject(value) && isObject(value.title) ? (value.title as unknown as Text) : { zh: title, en: title };
    setLike({ value, title: own });
  };
  return (
    <li className={`definitionrow${line.action === "removed" ? " definitionrow-gone" : ""}`}>
      <Link to={to} className="definitionrow-name">
        <span>{title}</span>
        <code>{line.name}</code>
      </Link>
      {line.action ? <ActionTag action={line.action} /> : null}
      <span className="definitionrow-buttons">
        <Tooltip title={t("builder.uses.title")}>
          <Link to={`${to}?tab=uses`} className="definitionrow-uses" aria-label={t("builder.uses.of", { title })}>
            <LinkOutlined aria-hidden />
          </Link>
        </Tooltip>
        {line.action === "removed" ? null : (
          <>
            <Tooltip title={t("builder.duplicate")}>
              <Button type="text" icon={<CopyOutlined aria-hidden />} aria-label={t("builder.duplicateOf", { title })} onClick={() => void copy()} />
            </Tooltip>
            <Tooltip title={t("builder.delete.word")}>
              <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.delete.of", { title })} onClick={() => setGone(true)} />
            </Tooltip>
          </>
        )}
      </span>
      {like ? <NewDialog kind={kind} set={set} taken={all} like={like} onClose={() => setLike(null)} /> : null}
      {gone ? <DeleteDialog kind={line.kind} name={line.name} title={title} set={set} all={all} onClose={() => setGone(false)} /> : null}
    </li>
  );
}
