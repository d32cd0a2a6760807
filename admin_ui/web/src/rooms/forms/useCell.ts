import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import type { Json } from "../builder/logic/path";
import { cellOf } from "./logic/cells";
import type { FormField, FormFields } from "./shapes";

/** How a form's values are written here. */
export function useCell(form: FormFields | undefined): (field: FormField, value: Json | undefined) => string {
  const { t, lang } = useWords();
  const { zone } = useManner();
  const manner = { lang, digits: form?.money_digits ?? 2, yes: t("common.yes"), no: t("common.no"), at: (text: string) => instant(text, zone, lang) };
  return (field, value) => cellOf(field, value, manner);
}
