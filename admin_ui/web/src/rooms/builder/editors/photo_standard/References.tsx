import { DeleteOutlined, PictureOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { nameFrom } from "../../logic/names";
import { isObject, type Json, within } from "../../logic/path";
import { IssueLines } from "../form/IssueLines";
import { shrunk, Unusable } from "./shrink";

interface Shown {
  value: { [key: string]: Json };
  issues: readonly Issue[];
  readOnly: boolean;
  onChange: (next: Json) => void;
}

type Entry = { [key: string]: Json };
const MOST = 4;

/** The products to look for: pictures of their front, words printed on them. Pictures are made small here, before they are kept. */
export function References({ value, issues, readOnly, onChange }: Shown) {
  const { t, words } = useWords();
  const [problem, setProblem] = useState<{ at: number; why: "small" | "broken" } | null>(null);
  const list = (Array.isArray(value.references) ? value.references : []).filter(isObject);
  const set = (at: number, entry: Entry) => onChange(list.map((one, i) => (i === at ? entry : one)));
  const titleOf = (one: Entry) => (isObject(one.title) ? { zh: String(one.title.zh ?? ""), en: String(one.title.en ?? "") } : { zh: "", en: "" });
  const images = (one: Entry) => (Array.isArray(one.images) ? one.images.filter((url): url is string => typeof url === "string") : []);
  const take = async (at: number, files: FileList | null) => {
    setProblem(null);
    const entry = list[at];
    if (!entry || !files) return;
    const made: string[] = [];
    for (const file of [...files].slice(0, MOST - images(entry).length)) {
      try {
        made.push(await shrunk(file));
      } catch (refused) {
        setProblem({ at, why: refused instanceof Unusable ? refused.why : "broken" });
      }
    }
    if (made.length) set(at, { ...entry, images: [...images(entry), ...made] });
  };
  const add = () => {
    const title = { zh: t("builder.photo_standard.reference.fresh", { lng: "zh" }), en: t("builder.photo_standard.reference.fresh", { lng: "en" }) };
    const name = nameFrom({ zh: "", en: "" }, "product", new Set(list.map((one) => String(one.name))));
    onChange([...list, { name, title, images: [] }]);
  };
  return (
    <section className="formpart photostandard-part" data-path="$.references" aria-labelledby="standard-references">
      <h3 id="standard-references">{t("builder.photo_standard.reference.title")}</h3>
      <p className="soft">{t("builder.photo_standard.reference.lead")}</p>
      <ul className="photostandard-references">
        {list.map((one, at) => {
          const path = `$.references[${at}]`;
          const title = titleOf(one);
          const label = words(title) || String(one.name);
          return (
            <li key={at} data-path={path}>
              <div className="photostandard-images" data-path={`${path}.images`}>
                {images(one).map((url, i) => (
                  <span key={i} className="photostandard-image">
                    <img src={url} alt={t("builder.photo_standard.reference.picture", { title: label, at: i + 1 })} />
                    {readOnly ? null : <Button size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: t("builder.photo_standard.reference.picture", { title: label, at: i + 1 }) })} onClick={() => set(at, { ...one, images: images(one).filter((_, k) => k !== i) })} />}
                  </span>
                ))}
                {readOnly || images(one).length >= MOST ? null : (
                  <label className="photostandard-upload">
                    <PictureOutlined aria-hidden />
                    <span>{t("builder.photo_standard.reference.upload")}</span>
                    <input
                      type="file"
                      className="unseen"
                      multiple
                      accept="image/jpeg,image/png,image/webp"
                      aria-label={t("builder.photo_standard.reference.uploadOf", { title: label })}
                      onChange={({ target }) => {
                        void take(at, target.files).then(() => {
                          target.value = "";
                        });
                      }}
                    />
                  </label>
                )}
              </div>
              {problem?.at === at ? <p className="field-issue">{t(`builder.photo_standard.reference.${problem.why}`)}</p> : null}
              <div className="photostandard-words">
                <Input readOnly={readOnly} aria-label={`${t("builder.photo_standard.reference.name")} ${t("builder.field.zh")}`} placeholder={t("builder.field.zh")} value={title.zh} onChange={({ target }) => set(at, { ...one, title: { zh: target.value, en: title.en === title.zh ? target.value : title.en } })} />
                <Input readOnly={readOnly} aria-label={`${t("builder.photo_standard.reference.name")} ${t("builder.field.en")}`} placeholder={t("builder.field.en")} value={title.en} onChange={({ target }) => set(at, { ...one, title: { ...title, en: target.value } })} />
                <Input className="namedlist-name" readOnly={readOnly} aria-label={`${label} ${t("builder.new.name")}`} value={String(one.name ?? "")} onChange={({ target }) => set(at, { ...one, name: target.value.trim() })} />
                {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label })} onClick={() => onChange(list.filter((_, i) => i !== at))} />}
              </div>
              <Select
                mode="tags"
                style={{ width: "100%" }}
                disabled={readOnly}
                aria-label={t("builder.photo_standard.reference.words", { title: label })}
                placeholder={t("builder.photo_standard.reference.wordsHint")}
                value={Array.isArray(one.words) ? (one.words as string[]) : []}
                open={false}
                suffixIcon={null}
                onChange={(next: string[]) => {
                  const { words: _, ...rest } = one;
                  set(at, next.length ? { ...rest, words: next } : rest);
                }}
              />
              <IssueLines issues={issues.filter((issue) => within(issue.path, path))} />
            </li>
          );
        })}
      </ul>
      {readOnly ? null : (
        <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t("builder.photo_standard.reference.add")}
        </Button>
      )}
    </section>
  );
}
