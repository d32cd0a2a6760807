import { useState } from "react";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { flat } from "../logic/cells";
import { pictureOf } from "../queries";
import type { FileCard, FormFields, VerdictCard } from "../shapes";
import { FlagList, OutcomeBadge } from "./Badge";
import { Lightbox } from "./Lightbox";
import { ReasonList } from "./ReasonList";

/** The photos of a submission in their order; one that is not here says why. */
export function PhotoStrip({ files, verdicts, form, label }: { files: readonly FileCard[]; verdicts: readonly VerdictCard[]; form: FormFields | undefined; label: string }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const [open, setOpen] = useState<number | null>(null);
  const stored = files.filter(({ state }) => state === "stored");
  const titleOf = (file: FileCard) => words(flat(form?.fields ?? []).find(({ name }) => name === file.field)?.title) || file.field;
  const of = (file: FileCard) => verdicts.filter(({ photo }) => photo === file.id);
  return (
    <div className="photostrip">
      {files.map((file, i) => (
        <div key={file.id} className="photostrip-one">
          {file.state === "stored" ? (
            <button type="button" onClick={() => setOpen(stored.indexOf(file))} aria-label={t("forms.photo.open", { title: titleOf(file), at: i + 1 })}>
              <img src={pictureOf(file.id, "small")} alt="" loading="lazy" />
            </button>
          ) : (
            <span className="photostrip-none">{file.state === "refused" ? words(file.refusal?.message) || t("forms.photo.state.refused") : t(`forms.photo.state.${file.state}`)}</span>
          )}
          <span className="small">
            {titleOf(file)} <span className="soft">{instant(file.taken_at, zone, lang)}</span>
          </span>
          {of(file).map(({ public_id, outcome }) => (
            <OutcomeBadge key={public_id} outcome={outcome} small />
          ))}
          {file.distance === null ? null : <span className="soft small">{t("forms.photo.distance", { metres: Math.round(file.distance) })}</span>}
          <FlagList flags={file.flags} />
        </div>
      ))}
      {open === null ? null : (
        <Lightbox
          at={open}
          onTurn={setOpen}
          onClose={() => setOpen(null)}
          slides={stored.map((file) => ({
            id: file.id,
            label: t("forms.photo.label", { unit: label, at: instant(file.taken_at, zone, lang) }),
            findings: of(file).flatMap(({ findings }) => findings ?? []),
            about: (
              <>
                <h3>{titleOf(file)}</h3>
                <p className="soft">{instant(file.taken_at, zone, lang)}</p>
                <FlagList flags={file.flags} />
                <ReasonList reasons={of(file).flatMap(({ reasons }) => reasons ?? [])} />
              </>
            ),
          }))}
        />
      )}
    </div>
  );
}
