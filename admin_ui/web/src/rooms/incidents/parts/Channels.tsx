import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call } from "../../../api/call";
import { api, ask, type Shape } from "../../../api/client";
import type { Full } from "../../../api/full";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Panel } from "../../../parts/Panel";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useChange } from "../queries";

type Channel = Full<Shape<"ChannelCard">>;

/** By which channels messages leave, where a service has to call back, and a message to oneself to see that it works. */
export function Channels() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({ queryKey: ["incidents", "channels"], queryFn: () => ask(api.GET("/api/v1/channels")) as Promise<Channel[]> });
  return (
    <Panel title={t("incidents.channels.title")} side={<span className="soft small">{t("incidents.channels.lead")}</span>}>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={2} /> : null}
      <ul className="channels">
        {data?.map((one) => (
          <Line key={one.name} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ one }: { one: Channel }) {
  const { t, words } = useWords();
  const test = useChange(() => call("POST", `/channels/${encodeURIComponent(one.name)}/test`));
  return (
    <li>
      <div className="messages-main">
        <p>
          <b>{words(one.title) || one.name}</b> <span className="soft small">{words(one.type_title)}</span>
        </p>
        {one.callback ? (
          <p className="soft small">
            {t("incidents.channels.callback")} <code>{one.callback}</code>
          </p>
        ) : null}
        {test.error ? <ProblemNotice problem={test.error} /> : null}
        {test.isSuccess ? (
          <p className="small" role="status">
            {t("incidents.channels.sent")}
          </p>
        ) : null}
      </div>
      <div className="silences-side">
        {one.reachable ? (
          <Button size="small" loading={test.isPending} aria-label={t("incidents.channels.testOf", { title: words(one.title) || one.name })} onClick={() => test.mutate(undefined)}>
            {t("incidents.channels.test")}
          </Button>
        ) : (
          <span className="soft small">{t("incidents.channels.noAddress")}</span>
        )}
      </div>
    </li>
  );
}
