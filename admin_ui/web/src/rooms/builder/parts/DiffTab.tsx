import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Change, type ChangeFile, type ChangeItem, type DiffEntry, useDiff, useDraft, useKinds, useWrite, write } from "../changes";
import { ActionTag } from "./ActionTag";
import "./DiffTab.css";
import { FileDrawer } from "./FileDrawer";
import { SideBySide } from "./SideBySide";

/** What a change set changes: per definition the changed fields in words, and its JSON side by side on demand. */
export function DiffTab({ change }: { change: Change }) {
  const { t } = useWords();
  const sound = change.problems === 0;
  const { data, error, isPending } = useDiff(change.public_id, sound);
  const touched = change.items.filter(({ action }) => action);
  if (!touched.length && !change.files.length) return <Nothing>{t("builder.diff.none")}</Nothing>;
  return (
    <>
      {sound ? null : <p className="soft">{t("builder.diff.broken")}</p>}
      {error ? <ProblemNotice problem={error} /> : null}
      {sound && isPending ? <Loading lines={4} /> : null}
      <ul className="difftab">
        {touched.map((item) => (
          <ItemDiff key={`${item.kind} ${item.name}`} change={change.public_id} item={item} entry={data?.find(({ kind, name }) => kind === item.kind && name === item.name)} />
        ))}
        {change.files.map((file) => (
          <FileDiff key={file.path} change={change.public_id} file={file} />
        ))}
      </ul>
    </>
  );
}

function ItemDiff({ change, item, entry }: { change: string; item: ChangeItem; entry: DiffEntry | undefined }) {
  const { t, words } = useWords();
  const kinds = useKinds();
  const [open, setOpen] = useState(false);
  const draft = useDraft(change, item.kind, item.name, open);
  const kind = words(kinds.data?.find((one) => one.kind === item.kind)?.title) || item.kind;
  return (
    <li className="difftab-item">
      <div className="difftab-head">
        {item.action ? <ActionTag action={item.action} /> : null}
        <span className="soft">{kind}</span>
        <Link to={`/builder/${item.kind}/${item.name}`}>{words(item.title) || item.name}</Link>
        <span className="soft small">{t("builder.diff.by", { author: item.author })}</span>
        <Button size="small" aria-expanded={open} aria-label={t("builder.diff.jsonOf", { title: words(item.title) || item.name })} onClick={() => setOpen(!open)}>
          {t("builder.diff.json")}
        </Button>
      </div>
      {entry ? <DiffWords entry={entry} /> : null}
      {open ? (
        draft.data ? (
          <SideBySide left={draft.data.live} right={draft.data.value} leftTitle={t("builder.diff.before")} rightTitle={t("builder.diff.after")} />
        ) : draft.error ? (
          <ProblemNotice problem={draft.error} />
        ) : (
          <Loading lines={3} />
        )
      ) : null}
    </li>
  );
}

function FileDiff({ change, file }: { change: string; file: ChangeFile }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const drop = useWrite(() => write.dropFile(change, file.path, file.revision));
  return (
    <li className="difftab-item">
      <div className="difftab-head">
        {file.action ? <ActionTag action={file.action} /> : null}
        <span className="soft">{t("builder.branch.file")}</span>
        <code>{file.path}</code>
        <span className="soft small">{t("builder.diff.by", { author: file.author })}</span>
        <Button size="small" aria-label={t("builder.file.openThe", { path: file.path })} onClick={() => setOpen(true)}>
          {t("builder.file.open")}
        </Button>
        <Button size="small" loading={drop.isPending} onClick={() => drop.mutate(undefined)}>
          {t("builder.restore")}
        </Button>
      </div>
      {drop.error ? <ProblemNotice problem={drop.error} /> : null}
      {open ? <FileDrawer change={change} path={file.path} readOnly={false} onClose={() => setOpen(false)} /> : null}
    </li>
  );
}

/** The changed fields of one definition, as sentences; what is new or gone as a whole has none. */
export function DiffWords({ entry }: { entry: DiffEntry }) {
  const { words } = useWords();
  if (!entry.details.length) return null;
  return (
    <ul className="difftab-words">
      {entry.details.map((detail) => (
        <li key={detail.path} title={detail.path}>
          {words(detail.words) || words(detail.label)}
        </li>
      ))}
    </ul>
  );
}
