import { Input } from "antd";
import { useEffect, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { type FieldProps, idOf, useForm } from "../../fields/form";
import { type Json, same } from "../../logic/path";
import { type Branch, branchesIn, countOf, depthOf, outline, readTree } from "./cascade";

/** Choices below choices, written as an outline or pasted from a table with a column for each level; beside it, the tree it makes. */
export function CascadeTree({ path, value, label, onChange }: FieldProps) {
  const { t } = useWords();
  const { readOnly } = useForm();
  const tree = branchesIn(value);
  const [text, setText] = useState(() => outline(tree));
  useEffect(() => setText((old) => (same(readTree(old, tree) as unknown as Json, tree as unknown as Json) ? old : outline(tree))), [value]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <div className="cascadetree">
      <p className="field-help">{t("builder.form.cascade.how")}</p>
      <Input.TextArea
        id={idOf(path)}
        aria-label={label}
        readOnly={readOnly}
        spellCheck={false}
        autoSize={{ minRows: 5, maxRows: 16 }}
        value={text}
        onKeyDown={(event) => {
          if (event.key !== "Tab" || event.shiftKey || readOnly) return;
          const box = event.currentTarget;
          if (box.selectionStart !== box.selectionEnd || box.value.slice(box.value.lastIndexOf("\n", box.selectionStart - 1) + 1, box.selectionStart).trim()) return;
          event.preventDefault();
          box.setRangeText("  ", box.selectionStart, box.selectionEnd, "end");
          setText(box.value);
        }}
        onChange={({ target }) => {
          setText(target.value);
          const made = readTree(target.value, tree);
          onChange(made.length ? (made as unknown as Json) : []);
        }}
      />
      {tree.length ? (
        <details>
          <summary className="soft small">{t("builder.form.cascade.made", { count: countOf(tree), levels: depthOf(tree) })}</summary>
          <Branches tree={tree} />
        </details>
      ) : null}
    </div>
  );
}

function Branches({ tree }: { tree: readonly Branch[] }) {
  const { words } = useWords();
  return (
    <ul className="cascadetree-branches">
      {tree.slice(0, 200).map(({ name, title, children }) => (
        <li key={name}>
          {words(title)} <code>{name}</code>
          {children?.length ? <Branches tree={children} /> : null}
        </li>
      ))}
    </ul>
  );
}
