import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, defaultHighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Issue } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { isObject, type Json, placeOf, same } from "../logic/path";
import { lineOf, printed } from "../logic/printed";
import "./JsonEditor.css";

/** Enough of JSON to colour it: names, words, numbers, true/false/null. */
const json = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return stream.match(/^\s*:/, false) ? "propertyName" : "string";
    if (stream.match(/^-?\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
    if (stream.match(/^(true|false|null)\b/)) return "bool";
    stream.next();
    return null;
  },
});

interface Edited {
  value: Json;
  issues: readonly Issue[];
  readOnly: boolean;
  label: string;
  onChange: (value: { [key: string]: Json }) => void;
}

/** The definition as JSON, for those who read it: the same issues stand at its lines. */
export function JsonEditor({ value, issues, readOnly, label, onChange }: Edited) {
  const { t, words, lang } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const locked = useMemo(() => new Compartment(), []);
  const heard = useRef(onChange);
  heard.current = onChange;
  const now = useRef(value);
  now.current = value;
  const [fault, setFault] = useState("");

  // Made once; what changes is told to it below.
  useEffect(() => {
    const made = new EditorView({
      parent: place.current as HTMLElement,
      state: EditorState.create({
        doc: printed(now.current).text,
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          json,
          syntaxHighlighting(defaultHighlightStyle),
          lintGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
          locked.of([EditorState.readOnly.of(readOnly)]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            try {
              const read = JSON.parse(update.state.doc.toString()) as Json;
              setFault(isObject(read) ? "" : "object");
              if (isObject(read)) heard.current(read);
            } catch (error) {
              setFault((error as Error).message);
            }
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => view.current?.dispatch({ effects: locked.reconfigure([EditorState.readOnly.of(readOnly)]) }), [readOnly, locked]);

  // What was changed elsewhere (undo, another's save) comes in; what is typed here does not come back in another form.
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    let shown: Json | undefined;
    try {
      shown = JSON.parse(editor.state.doc.toString()) as Json;
    } catch {
      return; // half typed
    }
    if (!same(shown, value)) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: printed(value).text } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { doc } = editor.state;
    const { text, lines } = printed(value);
    // Lines are known for our own form only; in any other the names are looked for.
    const own = text === doc.toString();
    const diagnostics = issues.map((issue): Diagnostic => {
      const path = placeOf(issue);
      const line = doc.line(Math.min(doc.lines, own ? lineOf(lines, path) : foundLine(doc.toString(), path)));
      const from = line.from + (line.text.length - line.text.trimStart().length);
      return { from, to: Math.max(from, line.to), severity: issue.level === "warning" ? "warning" : "error", message: [words(issue.message), words(issue.hint), issue.code].filter(Boolean).join(" ") };
    });
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [issues, value, lang]);

  return (
    <>
      <div className="jsoneditor" ref={place} />
      {fault ? (
        <p className="jsoneditor-fault" role="status">
          {t(fault === "object" ? "builder.json.object" : "builder.json.broken")} {fault === "object" ? null : <code>{fault}</code>}
        </p>
      ) : null}
    </>
  );
}

function foundLine(text: string, path: string): number {
  const name = path.split(/[.[\]]+/).filter(Boolean).at(-1);
  const line = text.split("\n").findIndex((one) => one.includes(`"${name}"`));
  return line < 0 ? 1 : line + 1;
}
