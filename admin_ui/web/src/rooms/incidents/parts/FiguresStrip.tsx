import { useManner } from "../../../format/manner";
import { count } from "../../../format/number";
import { useWords } from "../../../i18n/words";
import { useFigures } from "../queries";
import "./FiguresStrip.css";
import { spanOf } from "./span";

/** How incidents are answered, over the last 90 days: what lies open, what is late, and how quickly people respond. */
export function FiguresStrip() {
  const { t } = useWords();
  const { lang: written } = useManner();
  const { data, error } = useFigures();
  if (error) return null; // the list says it, if the server is away
  const hours = data?.response.mean_hours;
  const cells = [
    { name: "live", value: data ? count(data.live, written) : undefined },
    { name: "waiting", value: data ? count(data.waiting, written) : undefined, tone: data?.waiting ? "warn" : undefined },
    { name: "overdue", value: data ? count(data.overdue, written) : undefined, tone: data?.overdue ? "bad" : undefined },
    { name: "response", value: data ? (hours === null || hours === undefined ? "—" : spanOf(hours * 60, t)) : undefined },
  ];
  return (
    <dl className="figuresstrip" aria-label={t("incidents.figures.label")}>
      {cells.map(({ name, value, tone }) => (
        <div key={name} className={tone ? `figuresstrip-${tone}` : undefined} title={t(`incidents.figures.hint.${name}`, { from: data?.from ?? "", to: data?.to ?? "" })}>
          <dt>{t(`incidents.figures.${name}`)}</dt>
          <dd>{value ?? <span className="figuresstrip-coming" />}</dd>
        </div>
      ))}
    </dl>
  );
}
