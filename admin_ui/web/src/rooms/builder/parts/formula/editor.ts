import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, type Completion, type CompletionContext, type CompletionResult, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Facet, StateField, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, placeholder, tooltips, WidgetType } from "@codemirror/view";
import type { Language } from "../../../../api/types";
import { chipsIn, type FormulaName, offers, titledOf, tokensOf } from "../../logic/formula";

/** What the editor knows of its surroundings; all of it may change while somebody types. */
export interface Known {
  names: readonly FormulaName[];
  lang: Language;
  /** What stands beside a name in the list: its sort, type and dataset, in words. */
  about: (name: FormulaName) => string;
}

const NOBODY: Known = { names: [], lang: "zh", about: () => "" };
const known = Facet.define<Known, Known>({ combine: ([first]) => first ?? NOBODY });
const surroundings = new Compartment();
const writing = new Compartment();
const KEYWORDS = new Set(["and", "or", "not", "in", "if", "else", "null", "true", "false", "None", "True", "False"]);

class Chip extends WidgetType {
  constructor(
    readonly name: string,
    readonly title: string,
    readonly kind: string,
    readonly about: string,
  ) {
    super();
  }
  override eq(other: Chip): boolean {
    return other.name === this.name && other.title === this.title && other.about === this.about;
  }
  override toDOM(): HTMLElement {
    const chip = document.createElement("span");
    chip.className = `formula-chip formula-chip-${this.kind}`;
    chip.textContent = this.title;
    chip.title = `${this.name} · ${this.about}`;
    return chip;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

/** The end of the name that is being typed: it becomes a chip when the cursor leaves it. */
const open = StateField.define<number | null>({
  create: () => null,
  update: (now, change) => {
    if (change.isUserEvent("input.complete")) return null;
    if (change.docChanged && (change.isUserEvent("input.type") || change.isUserEvent("delete"))) return change.newSelection.main.head;
    return change.docChanged || change.selection ? null : now;
  },
});

function drawn(state: EditorState): { chips: DecorationSet; all: DecorationSet } {
  const text = state.doc.toString();
  const { names, lang, about } = state.facet(known);
  const titled = titledOf(names);
  const chips: Range<Decoration>[] = chipsIn(text, titled, state.field(open)).map(({ from, to, name }) =>
    Decoration.replace({ widget: new Chip(name.name, name.title[lang] || name.title.zh, name.kind, about(name)) }).range(from, to),
  );
  const hidden = new Set(chips.map(({ from }) => from));
  const marks = tokensOf(text).flatMap(({ from, to, kind }) => {
    if (hidden.has(from)) return [];
    const word = text.slice(from, to);
    const mark = kind === "name" ? (KEYWORDS.has(word) ? "word" : "name") : kind;
    return [Decoration.mark({ class: `formula-${mark}` }).range(from, to)];
  });
  return { chips: Decoration.set(chips, true), all: Decoration.set([...chips, ...marks], true) };
}

const drawing = StateField.define<{ chips: DecorationSet; all: DecorationSet }>({
  create: drawn,
  update: (now, change) => (change.docChanged || change.selection || change.reconfigured ? drawn(change.state) : now),
  provide: (field) => [EditorView.decorations.from(field, ({ all }) => all), EditorView.atomicRanges.of((view) => view.state.field(field).chips)],
});

function put(view: EditorView, name: FormulaName, from: number, to: number): void {
  const call = name.kind === "function" || name.kind === "aggregate";
  const insert = call ? `${name.name}()` : name.name;
  const inside = call && !/\(\)/.test(name.signature ?? "()");
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - (inside ? 1 : 0) }, userEvent: "input.complete" });
}

function complete(context: CompletionContext): CompletionResult | null {
  const { names, lang, about } = context.state.facet(known);
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
  if (!word && !context.explicit) return null;
  const text = context.state.doc.toString();
  const at = word?.from ?? context.pos;
  if (tokensOf(text).some(({ from, to, kind }) => kind === "text" && from < context.pos && context.pos < to)) return null;
  const other: Language = lang === "zh" ? "en" : "zh";
  const options = offers(names, word?.text ?? "").map(
    (name, i): Completion => ({
      label: name.name,
      displayLabel: name.title[lang] || name.name,
      detail: name.kind === "function" || name.kind === "aggregate" ? (name.signature ?? name.name) : name.name,
      boost: 99 - i,
      type: name.kind,
      info: () => {
        const box = document.createElement("div");
        const lines = [name.title[other], about(name), name.formula, name.example].filter((line): line is string => Boolean(line));
        for (const line of lines) box.appendChild(document.createElement("p")).textContent = line;
        return box;
      },
      apply: (view, _, from, to) => put(view, name, from, to),
    }),
  );
  return options.length ? { from: at, options, filter: false } : null;
}

export interface Shown {
  parent: HTMLElement;
  text: string;
  known: Known;
  readOnly: boolean;
  label: string;
  describedBy: string;
  empty: string;
  onChange: (text: string) => void;
  onLeave: () => void;
}

const locked = (readOnly: boolean): Extension => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];

/** One line of formula that may wrap; a line break becomes a blank, for a formula has none. */
export function formulaEditor({ parent, text, known: around, readOnly, label, describedBy, empty, onChange, onLeave }: Shown): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text.replace(/\s*\n\s*/g, " "),
      extensions: [
        surroundings.of(known.of(around)),
        writing.of(locked(readOnly)),
        open,
        drawing,
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete], icons: false, maxRenderedOptions: 40, defaultKeymap: false, tooltipClass: () => "formula-offers" }),
        keymap.of([{ key: "Tab", run: acceptCompletion }, { key: "Alt-ArrowDown", run: startCompletion }, { key: "Enter", run: (view) => acceptCompletion(view) || true }, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorState.transactionFilter.of((change) => (change.docChanged && change.newDoc.lines > 1 ? [change, { changes: breaks(change.newDoc.toString()), sequential: true }] : change)),
        EditorView.lineWrapping,
        placeholder(empty),
        tooltips({ position: "fixed", parent: document.body }),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && onChange(state.doc.toString())),
        EditorView.domEventHandlers({ blur: (_, view) => void (onLeave(), view.dispatch({ selection: view.state.selection })) }),
      ],
    }),
  });
}

function breaks(text: string): { from: number; to: number; insert: string }[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => ({ from: index, to: index + 1, insert: " " }));
}

/** Tells an editor what has changed around it; its text and cursor stay. */
export function tell(view: EditorView, { text, known: around, readOnly, issues }: { text: string; known: Known; readOnly: boolean; issues: readonly Diagnostic[] }): void {
  const now = view.state.doc.toString();
  const effects = [];
  if (view.state.facet(known) !== around) effects.push(surroundings.reconfigure(known.of(around)));
  if (view.state.readOnly !== readOnly) effects.push(writing.reconfigure(locked(readOnly)));
  if (now !== text) view.dispatch({ changes: { from: 0, to: now.length, insert: text }, effects });
  else if (effects.length) view.dispatch({ effects });
  const length = view.state.doc.length;
  const fitting = issues.map((one) => ({ ...one, from: Math.min(one.from, length), to: Math.min(one.to, length) }));
  view.dispatch(setDiagnostics(view.state, fitting));
}
