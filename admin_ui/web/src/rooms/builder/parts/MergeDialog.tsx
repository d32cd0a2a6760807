import { Modal, Radio } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../i18n/words";
import type { KindCard } from "../changes";
import { decided, merge } from "../logic/merge";
import { type Json, pathOf, type Step } from "../logic/path";
import { branchAt, branchesOf, type Node, resolved, titleOf } from "../logic/schema";
import "./MergeDialog.css";

interface Sides {
  kind: KindCard;
  base: Json | null;
  mine: Json | null;
  theirs: Json | null;
  /** Whether theirs is what serves now (a release came between), not another's draft. */
  published: boolean;
  by?: string | null;
  onDone: (value: Json | null) => void;
  onClose: () => void;
}

/** Words for a place: the titles of the fields that lead there. */
function placeWords(root: Node, steps: readonly Step[], value: Json | null, lang: "zh" | "en"): string {
  const words: string[] = [];
  let node: Node | undefined = root;
  let here: Json | undefined = value ?? undefined;
  for (const step of steps) {
    if (node?.oneOf) {
      const branches = branchesOf(node, root);
      node = branches[branchAt(branches, here)]?.node;
    }
    const next: Node | undefined = typeof step === "number" ? node?.items : (node?.properties?.[step] ?? (typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined));
    here = Array.isArray(here) && typeof step === "number" ? here[step] : typeof here === "object" && here !== null && !Array.isArray(here) ? here[String(step)] : undefined;
    node = next ? resolved(next, root) : undefined;
    words.push(typeof step === "number" ? `${step + 1}` : (node && titleOf(node, lang)) || step);
  }
  return words.join(" › ");
}

function Shown({ value }: { value: Json | undefined }) {
  const { t } = useWords();
  if (value === undefined) return <em className="soft">{t("builder.merge.nothing")}</em>;
  return <pre className="mergedialog-value">{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</pre>;
}

/** Two have changed one definition. What only one changed is taken by itself; the rest is asked for, field by field. */
export function MergeDialog({ kind, base, mine, theirs, published, by, onDone, onClose }: Sides) {
  const { t, lang } = useWords();
  const merged = useMemo(() => merge(base ?? undefined, mine ?? undefined, theirs ?? undefined), [base, mine, theirs]);
  const [choices, setChoices] = useState<Record<number, "mine" | "theirs">>({});
  const open = merged.clashes.filter((_, i) => !choices[i]).length;
  const done = () => onDone(decided(merged, new Set(merged.clashes.flatMap((_, i) => (choices[i] === "theirs" ? [i] : [])))) ?? null);
  const all = (side: "mine" | "theirs") => setChoices(Object.fromEntries(merged.clashes.map((_, i) => [i, side])));
  return (
    <Modal open width={880} title={t("builder.merge.title")} okText={t("builder.merge.done")} okButtonProps={{ disabled: open > 0 }} cancelText={t("builder.merge.later")} onOk={done} onCancel={onClose} mask={{ closable: false }}>
      <p>{published ? t("builder.merge.published") : t("builder.merge.other", { by: by || t("builder.merge.somebody") })}</p>
      {merged.clashes.length === 0 ? (
        <p>{t("builder.merge.clean")}</p>
      ) : (
        <>
          <p className="mergedialog-all">
            {t("builder.merge.clashes", { count: merged.clashes.length })}
            <button type="button" onClick={() => all("mine")}>
              {t("builder.merge.allMine")}
            </button>
            <button type="button" onClick={() => all("theirs")}>
              {t("builder.merge.allTheirs")}
            </button>
          </p>
          <ul className="mergedialog">
            {merged.clashes.map((clash, i) => {
              const where = placeWords(kind.schema, clash.steps, merged.value ?? null, lang);
              return (
                <li key={pathOf(clash.steps)} data-clash={pathOf(clash.steps)}>
                  <h3>
                    {where || t("builder.merge.whole")} <code>{pathOf(clash.steps)}</code>
                  </h3>
                  <div className="mergedialog-sides">
                    <div>
                      <span className="soft">{t("builder.merge.base")}</span>
                      <Shown value={clash.base} />
                    </div>
                    <Radio.Group className="mergedialog-choice" aria-label={where} value={choices[i] ?? null} onChange={({ target }) => setChoices({ ...choices, [i]: target.value as "mine" | "theirs" })}>
                      <div>
                        <Radio value="mine">{t("builder.merge.mine")}</Radio>
                        <Shown value={clash.mine} />
                      </div>
                      <div>
                        <Radio value="theirs">{t(published ? "builder.merge.serving" : "builder.merge.theirs")}</Radio>
                        <Shown value={clash.theirs} />
                      </div>
                    </Radio.Group>
                  </div>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Modal>
  );
}
