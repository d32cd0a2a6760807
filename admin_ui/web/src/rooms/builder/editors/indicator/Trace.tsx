import type { Light, Scalar, Text } from "../../../../api/types";
import type { LoadPart, MeasurePart } from "../../../../api/why";
import { useManner } from "../../../../format/manner";
import { attained, exact, fullMoney, percent, tight, valueOf } from "../../../../format/number";
import { useWords } from "../../../../i18n/words";
import { Lamp } from "../../../../parts/Lamp";
import { WhyLoads } from "../../../../parts/WhyLoads";
import { WhyMeasures } from "../../../../parts/WhyMeasures";
import { inWords } from "../../logic/formula";
import "./Trace.css";

export interface Step {
  kind: "part" | "result" | "cap" | "target" | "attainment" | "light";
  words: Text;
  formula: string | null;
  filled: string | null;
  value: Scalar;
  type: string;
}

export interface TraceCard {
  unit: { code: string; title: Text };
  formula: string;
  words: Text;
  steps: Step[];
  measures: MeasurePart[];
  loads: LoadPart[];
}

const NO_NAMES = new Map();

/** One number worked out as on paper: formula, measures with their rows, the numbers put in, result, target, attainment, light. */
export function Trace({ trace, of }: { trace: TraceCard; of: Light | null }) {
  const { t, lang, words } = useWords();
  const paper = (text: string) => inWords(text, NO_NAMES, lang);
  return (
    <div className="trace">
      <p>
        <span className="soft">{t("why.formula")}</span> {paper(words(trace.words))}
      </p>
      <ol className="trace-steps">
        {trace.steps.map((step, i) => (
          <li key={i} data-step={step.kind}>
            <span className="trace-kind">{t(`builder.try.step.${step.kind}`)}</span>
            <span className="trace-how">
              <span className="soft">{tight(words(step.words))}</span>
              {step.filled ? <code>{paper(step.filled)}</code> : null}
            </span>
            <span className="trace-value">
              <Shown step={step} of={of} />
            </span>
          </li>
        ))}
      </ol>
      <WhyMeasures measures={trace.measures} />
      <WhyLoads loads={trace.loads} />
    </div>
  );
}

function Shown({ step: { kind, type, value }, of }: { step: Step; of: Light | null }) {
  const { t, lang } = useWords();
  const manner = useManner();
  if (type === "light") return <Lamp light={value === "red" || value === "yellow" || value === "green" ? value : "grey"} size={24} />;
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (typeof value !== "number") return "—";
  if (type === "ratio") return attained(value, lang);
  if (kind !== "part" && of) return valueOf(value, of, manner, true);
  if (type === "money") return fullMoney(value, manner);
  return of?.display === "percent" && kind !== "part" ? percent(value, lang) : exact(value, lang);
}
