import type { Text } from "@web/api/types";
import { useWords } from "@web/i18n/words";
import type { WidgetProps } from "@web/rooms/boards/widget";
import "./Widget.css";

/** A heading or a note; whatever the words hold is shown as text. */
export default function TextWidget({ data }: WidgetProps<{ text: Text; style: "heading" | "note" }>) {
  const { t, words } = useWords();
  const said = words(data.text) || t("widgets.text.empty");
  return data.style === "heading" ? <h2 className="textwidget-heading">{said}</h2> : <p className="textwidget-note">{said}</p>;
}
