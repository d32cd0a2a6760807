import { CopyOutlined, DeleteOutlined, EditOutlined, RedoOutlined, RollbackOutlined, UndoOutlined } from "@ant-design/icons";
import { Alert, Button, message as messages, Modal, Tabs, Tooltip } from "antd";
import { type KeyboardEvent, lazy, type LazyExoticComponent, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";
import type { Text } from "../../../api/types";
import { useTitle } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type DraftCard, fetchDraft, type KindCard, useCheck, useDefinitions, useStale, write } from "../changes";
import type { Current } from "../current";
import { type Definition, editors, type EditorProps } from "../editor";
import { jumpTo } from "../fields/form";
import { merge } from "../logic/merge";
import { isObject, type Json } from "../logic/path";
import { ActionTag } from "./ActionTag";
import { DeleteDialog } from "./DeleteDialog";
import { GenericEditor } from "./GenericEditor";
import { HistoryTab } from "./HistoryTab";
import { IssuePanel } from "./IssuePanel";
import { JsonEditor } from "./JsonEditor";
import { MergeDialog } from "./MergeDialog";
import { NewDialog } from "./NewDialog";
import { SavingState } from "./SavingState";
import { useKeeper } from "./useKeeper";
import { UsesTab } from "./UsesTab";
import "./Workbench.css";

const handMade = new Map<string, LazyExoticComponent<React.ComponentType<EditorProps>>>([...editors.values()].map((editor) => [editor.kind, lazy(editor.component)]));
const looking = new Set([...editors.values()].filter(({ looks }) => looks).map(({ kind }) => kind));

/** The page of one definition: its editor, its JSON, its history and its users; saves by itself, keeps both sides of a collision. */
export function Workbench({ set, kind, card: given }: { set: Current; kind: KindCard; card: DraftCard }) {
  const { t, words } = useWords();
  const [message, holder] = messages.useMessage();
  const stale = useStale();
  const go = useNavigate();
  const id = set.current?.public_id ?? null;
  const readOnly = id === null;
  const { keeper, kept, asked } = useKeeper(id, given);
  const { value, card } = kept;
  const [search, setSearch] = useSearchParams();
  const { hash } = useLocation();
  const [open, setOpen] = useState<"delete" | "copy" | "merge" | "rebase" | null>(null);
  const definitions = useDefinitions(id);
  const check = useCheck(id);
  const Own = id || looking.has(kind.kind) ? handMade.get(kind.kind) : undefined;
  const title = (isObject(value) && isObject(value.title) ? words(value.title as unknown as Text) : "") || card.name;
  useTitle(`${title} · ${words(kind.title)}`);

  const seen = useRef<DraftCard | null>(null);
  useEffect(() => {
    const { theirs } = kept;
    if (!theirs || seen.current === theirs) return;
    seen.current = theirs;
    const merged = merge(kept.card.value ?? undefined, kept.value ?? undefined, theirs.value ?? undefined);
    if (merged.clashes.length) return setOpen("merge");
    void keeper.settle(merged.value ?? null, theirs);
    void message.info(t("builder.merge.byItself"));
  }, [kept, keeper, message, t]);

  // An address may name a field: an issue of this definition that stood in another's list.
  useEffect(() => {
    if (hash.startsWith("#$")) requestAnimationFrame(() => jumpTo(decodeURIComponent(hash.slice(1))));
  }, [hash]);

  const addresses = useMemo(() => new Map((definitions.data ?? []).map((one) => [one.path ?? "", `/builder/${one.kind}/${one.name}`])), [definitions.data]);
  const others = (check.data?.issues ?? []).filter((issue) => issue.file !== card.path);
  const tab = search.get("tab") ?? "edit";
  const turn = (next: string) => {
    const rest = new URLSearchParams(search);
    if (next === "edit") rest.delete("tab");
    else rest.set("tab", next);
    setSearch(rest, { replace: true });
  };
  const jump = (path: string) => {
    if (tab !== "edit" && tab !== "fields") turn(Own ? "fields" : "edit");
    requestAnimationFrame(() => requestAnimationFrame(() => jumpTo(path)));
  };
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented || readOnly) return;
    if ((event.target as HTMLElement).closest(".cm-editor")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) keeper.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) keeper.redo();
    else if (key === "s") void keeper.flush();
    else return;
    event.preventDefault();
  };
  const change = (next: Json) => keeper.change(next);
  const restore = async () => {
    if (!id || !(await keeper.flush())) return;
    const now = keeper.state().card;
    if (now.revision) await write.drop(id, now.kind, now.name, now.revision);
    if (now.live === null) void go(`/builder?kind=${now.kind}`);
    else keeper.restart(await fetchDraft(id, now.kind, now.name));
    await stale();
  };
  const generic = value === null ? null : <GenericEditor kind={kind} change={id} value={value} issues={card.issues} readOnly={readOnly} onChange={change} />;
  const edit =
    Own && value !== null ? (
      <Suspense fallback={<Loading lines={6} />}>
        <Own change={id ?? ""} value={value as Definition} live={card.live as Definition | null} issues={card.issues} readOnly={readOnly} onChange={(next) => change(next as Json)} />
      </Suspense>
    ) : (
      generic
    );
  const items = [
    { key: "edit", label: t("builder.tab.edit"), children: edit },
    ...(Own ? [{ key: "fields", label: t("builder.tab.fields"), children: generic }] : []),
    { key: "json", label: t("builder.tab.json"), children: value === null ? null : <JsonEditor value={value} issues={card.issues} readOnly={readOnly} label={t("builder.json.label", { title })} onChange={change} /> },
    { key: "history", label: t("builder.tab.history"), children: <HistoryTab kind={card.kind} name={card.name} value={value} onTake={readOnly ? null : change} /> },
    { key: "uses", label: t("builder.tab.uses"), children: <UsesTab kind={card.kind} name={card.name} /> },
  ];
  return (
    <div className={`workbench${readOnly ? " workbench-looking" : ""}`} onKeyDown={keys}>
      {holder}
      <header className="workbench-head">
        <div>
          <p className="workbench-path">
            <Link to="/builder">{t("builder.title")}</Link> / <Link to={`/builder?kind=${kind.kind}`}>{words(kind.title)}</Link>
          </p>
          <h1>
            {title} <code>{card.name}</code> {card.action ? <ActionTag action={card.action} /> : null}
          </h1>
        </div>
        <div className="workbench-tools">
          {readOnly ? (
            <Button type="primary" icon={<EditOutlined aria-hidden />} onClick={() => void set.begin()}>
              {t("builder.edit")}
            </Button>
          ) : (
            <>
              <SavingState kept={kept} onRetry={() => void keeper.flush()} onMerge={() => setOpen("merge")} />
              <Tooltip title={t("builder.undo")}>
                <Button icon={<UndoOutlined aria-hidden />} aria-label={t("builder.undo")} disabled={!kept.undoable} onClick={() => keeper.undo()} />
              </Tooltip>
              <Tooltip title={t("builder.redo")}>
                <Button icon={<RedoOutlined aria-hidden />} aria-label={t("builder.redo")} disabled={!kept.redoable} onClick={() => keeper.redo()} />
              </Tooltip>
              {card.action ? (
                <Button icon={<RollbackOutlined aria-hidden />} onClick={() => void restore()}>
                  {t(card.live ? "builder.restore" : "builder.forget")}
                </Button>
              ) : null}
              <Tooltip title={t("builder.duplicate")}>
                <Button icon={<CopyOutlined aria-hidden />} aria-label={t("builder.duplicate")} disabled={value === null} onClick={() => setOpen("copy")} />
              </Tooltip>
              <Tooltip title={t("builder.delete.word")}>
                <Button icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.delete.word")} disabled={value === null} onClick={() => setOpen("delete")} />
              </Tooltip>
            </>
          )}
        </div>
      </header>
      {card.conflict ? (
        <Alert type="warning" showIcon title={t("builder.conflict.title")} description={t("builder.conflict.lead")} action={<Button onClick={() => setOpen("rebase")}>{t("builder.conflict.merge")}</Button>} />
      ) : null}
      {value === null ? <Alert type="warning" showIcon title={t("builder.delete.done")} action={<Button onClick={() => void restore()}>{t("builder.restore")}</Button>} /> : null}
      {kept.problem ? <ProblemNotice problem={kept.problem} retry={() => void keeper.flush()} /> : null}
      <div className="workbench-body">
        <div className="workbench-main">
          <Tabs activeKey={items.some(({ key }) => key === tab) ? tab : "edit"} onChange={turn} items={items} destroyOnHidden />
        </div>
        {readOnly ? null : (
          <aside className="workbench-side">
            <IssuePanel value={value} issues={card.issues} others={others} addresses={addresses} onJump={jump} />
          </aside>
        )}
      </div>
      {open === "merge" && kept.theirs ? (
        <MergeDialog
          kind={kind}
          base={kept.card.value}
          mine={value}
          theirs={kept.theirs.value}
          published={false}
          by={kept.theirs.author ?? null}
          onClose={() => setOpen(null)}
          onDone={(next) => {
            setOpen(null);
            if (kept.theirs) void keeper.settle(next, kept.theirs);
          }}
        />
      ) : null}
      {open === "rebase" ? (
        <MergeDialog
          kind={kind}
          base={card.base}
          mine={value}
          theirs={card.live}
          published
          onClose={() => setOpen(null)}
          onDone={(next) => {
            setOpen(null);
            void keeper.settle(next, card, true);
          }}
        />
      ) : null}
      {open === "copy" && value !== null ? (
        <NewDialog kind={kind} set={set} taken={definitions.data ?? []} like={{ value, title: isObject(value) && isObject(value.title) ? (value.title as unknown as Text) : { zh: title, en: title } }} onClose={() => setOpen(null)} />
      ) : null}
      {open === "delete" ? (
        <DeleteDialog
          kind={card.kind}
          name={card.name}
          title={title}
          set={set}
          all={definitions.data ?? []}
          onClose={() => setOpen(null)}
          onDelete={async () => {
            keeper.change(null);
            await keeper.flush();
          }}
        />
      ) : null}
      <Modal open={asked !== null} title={t("builder.leave.title")} okText={t("builder.leave.leave")} okButtonProps={{ danger: true }} cancelText={t("builder.leave.stay")} onOk={() => asked?.leave()} onCancel={() => asked?.stay()}>
        {t("builder.leave.lead")}
      </Modal>
    </div>
  );
}
