import { Drawer } from "antd";
import { useExplanation, type When } from "../api/queries";
import type { Light } from "../api/types";
import type { Explanation } from "../api/why";
import { useManner } from "../format/manner";
import { attained, tight, valueOf } from "../format/number";
import { useWords } from "../i18n/words";
import { Dressed } from "../theme/Dressed";
import { DataTime } from "./DataTime";
import { Coverage } from "./Coverage";
import { Lamp } from "./Lamp";
import { Loading } from "./Loading";
import { ProblemNotice } from "./ProblemNotice";
import "./WhyDrawer.css";
import { WhyAdjustments } from "./WhyAdjustments";
import { WhyLoads } from "./WhyLoads";
import { WhyMeasures } from "./WhyMeasures";

interface Asked {
  code: string;
  light: Light | undefined;
  when: When;
  onClose: () => void;
}

/** "Why this number?": formula, measures, filters, loads and rows; asked for only when opened. */
export function WhyDrawer({ code, light, when, onClose }: Asked) {
  const { t, words } = useWords();
  const { data, error, refetch } = useExplanation(code, light?.indicator ?? "", when, light !== undefined);
  return (
    <Dressed>
      <Drawer
      open={light !== undefined}
      onClose={onClose}
      size={720}
      className="why"
      title={light ? `${t("why.title")} · ${words(light.title)}` : ""}
    >
      {light ? <WhyLight light={light} /> : null}
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={8} /> : null}
      {data ? <WhyBody why={data} /> : null}
    </Drawer>
    </Dressed>
  );
}

function WhyLight({ light }: { light: Light }) {
  const { lang, words } = useWords();
  const manner = useManner();
  return (
    <div className="why-light">
      <Lamp light={light.light} />
      <div>
        <p className="why-value">
          {valueOf(light.actual, light, manner)} <span>{attained(light.attainment, lang)}</span>
        </p>
        <p className="soft">{tight(words(light.reason))}</p>
        <p className="soft small">
          <DataTime day={light.data_day} syncedAt={light.synced_at} /> · <Coverage have={light.have} expected={light.expected} />
        </p>
      </div>
    </div>
  );
}

function WhyBody({ why }: { why: Explanation }) {
  const { t, words } = useWords();
  return (
    <>
      <section>
        <h3>{t("why.formula")}</h3>
        <p>{words(why.words)}</p>
        <pre className="why-formula">{why.formula}</pre>
        <p className="soft small">{t("incident.span", { from: why.period.first, to: why.period.last })}</p>
      </section>
      <WhyAdjustments adjustments={why.adjustments ?? []} />
      <WhyMeasures measures={why.measures} />
      <WhyLoads loads={why.loads} />
    </>
  );
}
