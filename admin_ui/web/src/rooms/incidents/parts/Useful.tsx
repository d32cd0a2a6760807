import { DislikeOutlined, LikeOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { call } from "../../../api/call";
import { useWords } from "../../../i18n/words";
import { Panel } from "../../../parts/Panel";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import "./Frame.css";

/** Was it worth telling? What people say is what back-tests of the rule are measured by. */
export function Useful({ id }: { id: string }) {
  const { t } = useWords();
  const say = useMutation({ mutationFn: (useful: boolean) => call("POST", `/incidents/${encodeURIComponent(id)}/useful`, undefined, { useful }) });
  return (
    <Panel title={t("incidents.useful.title")}>
      {say.error ? <ProblemNotice problem={say.error} /> : null}
      <div className="incidentsframe-side">
        <Button icon={<LikeOutlined aria-hidden />} loading={say.isPending && say.variables} onClick={() => say.mutate(true)}>
          {t("incidents.useful.yes")}
        </Button>
        <Button icon={<DislikeOutlined aria-hidden />} loading={say.isPending && !say.variables} onClick={() => say.mutate(false)}>
          {t("incidents.useful.no")}
        </Button>
      </div>
      <p role="status" className="soft small">
        {say.isSuccess ? t(say.variables ? "incidents.useful.saidYes" : "incidents.useful.saidNo") : ""}
      </p>
    </Panel>
  );
}
