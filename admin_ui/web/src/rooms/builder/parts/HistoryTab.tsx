import { Button } from "antd";
import { useState } from "react";
import { Problem } from "../../../api/problem";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useLive, useVersion } from "../changes";
import type { Json } from "../logic/path";
import "./HistoryTab.css";
import { SideBySide } from "./SideBySide";

interface Shown {
  kind: string;
  name: string;
  value: Json | null;
  /** Takes an older version into the draft; null where nothing is edited. */
  onTake: ((value: Json) => void) | null;
}

/** Every version that was published: who, when, why; each can be compared with what is on the screen and taken back. */
export function HistoryTab({ kind, name, value, onTake }: Shown) {
  const { t } = useWords();
  const { zone, lang } = useManner();
  const { data, error, isPending } = useLive(kind, name);
  const [chosen, setChosen] = useState<number | null>(null);
  const old = useVersion(kind, name, chosen);
  if (error instanceof Problem && error.status === 404) return <Nothing>{t("builder.history.none")}</Nothing>;
  if (error) return <ProblemNotice problem={error} />;
  if (isPending) return <Loading lines={3} />;
  const versions = [...data.versions].sort((a, b) => b.version - a.version);
  return (
    <ol className="historytab">
      {versions.map(({ version, author, reason, created_at }) => (
        <li key={version}>
          <div className="historytab-row">
            <strong>{t("builder.history.version", { version })}</strong>
            {version === data.version ? <span className="historytab-now">{t("builder.history.serving")}</span> : null}
            <span className="soft">
              {instant(created_at, zone, lang)} · {author ?? "–"}
            </span>
            <span className="historytab-why">{reason || t("builder.history.noReason")}</span>
            <Button size="small" aria-expanded={chosen === version} onClick={() => setChosen(chosen === version ? null : version)}>
              {t("builder.history.compare")}
            </Button>
          </div>
          {chosen === version ? (
            old.data ? (
              <>
                <SideBySide left={old.data.value} right={value} leftTitle={t("builder.history.version", { version })} rightTitle={t("builder.history.here")} />
                {onTake ? (
                  <Button onClick={() => onTake(old.data.value)} style={{ marginTop: 8 }}>
                    {t("builder.history.take")}
                  </Button>
                ) : null}
              </>
            ) : old.error ? (
              <ProblemNotice problem={old.error} />
            ) : (
              <Loading lines={2} />
            )
          ) : null}
        </li>
      ))}
    </ol>
  );
}
