import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Language } from "../../../../api/types";
import { around, faults } from "../../../../phone/fill/settle";
import type { Files, Ground, Values } from "../../../../phone/fill/contract";
import { FieldList } from "../../../../phone/fill/FieldList";
import type { Form } from "../../../../phone/data/shapes";
import { speak } from "../../../../phone/words";
import sheet from "../../../../phone/phone.css?inline";

interface Shown {
  form: Form;
  unit: { code: string; title: { zh: string; en: string } };
  day: string;
  lang: Language;
  values: Values;
  onChange: (values: Values) => void;
  /** Whether what is wrong is said everywhere, or only where something has been filled in. */
  strict: boolean;
}

/** Photos are not taken here: the preview has no camera of the field. */
const NO_FILES: Files = { get: () => undefined, add: () => Promise.reject(new Error("preview")), remove: () => undefined };

/** The phone's own drawing of a form, in a tree of its own so that neither style touches the other. */
export default function PhoneForm({ form, unit, day, lang, values, onChange, strict }: Shown) {
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const [spoken, setSpoken] = useState<Language | null>(null);
  useEffect(() => {
    const place = host.current;
    if (!place) return;
    const shadow = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(sheet.replaceAll(/(^|\n)body\b/g, "$1:host"));
    shadow.adoptedStyleSheets = [style];
    const inside = document.createElement("div");
    inside.className = "fields"; // as on the phone's own page
    shadow.replaceChildren(inside);
    setRoot(inside);
  }, []);
  useEffect(() => {
    let here = true;
    void speak(lang).then(() => here && setSpoken(lang));
    return () => {
      here = false;
    };
  }, [lang]);
  const ground = useMemo<Ground>(() => ({ form, unit, day }), [form, unit, day]);
  const outer = useMemo(() => around(ground), [ground]);
  const all = useMemo(() => faults(form, values, ground, outer), [form, values, ground, outer]);
  const said = useMemo(() => (strict ? all : new Map([...all].filter(([path]) => values[path.split(/[.[]/)[0] ?? ""] !== undefined))), [all, strict, values]);
  return (
    <div ref={host} lang={lang === "zh" ? "zh-CN" : "en"}>
      {root && spoken === lang ? createPortal(<FieldList level={form} values={values} set={onChange} ground={ground} outer={outer} files={NO_FILES} faults={said} />, root) : null}
    </div>
  );
}
