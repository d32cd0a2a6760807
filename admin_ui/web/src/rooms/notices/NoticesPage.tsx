import { Button, Segmented } from "antd";
import { useNavigate, useSearchParams } from "react-router";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import "./NoticesPage.css";
import { type Notice, useNotices, useRead, useUnread } from "./queries";

const SIZE = 20;

/** The page of this client that a notice leads to; null for other places. */
function pathOf(url: string | null): string | null {
  if (!url) return null;
  const to = new URL(url, window.location.origin);
  return to.origin === window.location.origin ? to.pathname + to.search : null;
}

/** One's own notices, newest first. To open one is to have read it. */
export default function NoticesPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const unread = search.get("unread") === "1";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const { data, error, refetch } = useNotices(unread, page, SIZE);
  const { data: waiting = 0 } = useUnread();
  const read = useRead();
  useTitle(t("notices.title"));
  return (
    <>
      <header className="notices-head">
        <h1>{t("notices.title")}</h1>
        <Button disabled={waiting === 0} loading={read.isPending && read.variables === null} onClick={() => read.mutate(null)}>
          {t("notices.readAll")}
        </Button>
      </header>
      <Panel
        title={t("notices.unread", { count: waiting })}
        side={
          <Segmented
            aria-label={t("notices.which")}
            value={unread ? "unread" : "all"}
            options={(["all", "unread"] as const).map((value) => ({ value, label: t(`notices.${value === "all" ? "all" : "onlyUnread"}`) }))}
            onChange={(chosen) => setSearch(chosen === "unread" ? { unread: "1" } : {}, { replace: true })}
          />
        }
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {read.error ? <ProblemNotice problem={read.error} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t(unread ? "notices.noneUnread" : "notices.none")}</Nothing> : null}
        <ul className="notices">
          {data?.items.map((one) => (
            <Line key={one.public_id} one={one} onRead={() => read.mutate(one.public_id)} />
          ))}
        </ul>
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ ...(unread ? { unread: "1" } : {}), page: String(to) })} /> : null}
      </Panel>
    </>
  );
}

function Line({ one, onRead }: { one: Notice; onRead: () => void }) {
  const { t, lang, named } = useWords();
  const { zone } = useManner();
  const navigate = useNavigate();
  const path = pathOf(one.url);
  const open = () => {
    if (!one.read_at) onRead();
    if (path) void navigate(path);
  };
  return (
    <li className={one.read_at ? undefined : "notices-new"}>
      <p>
        {one.read_at ? null : <span className="notices-dot">{t("notices.new")}</span>}
        <b>{one.title}</b> {one.copy ? <span className="soft small">{t("message.copy")}</span> : null}
      </p>
      <p className="notices-text">{one.text}</p>
      <p className="soft small">
        {named("message.purpose", one.purpose)} · {instant(one.at, zone, lang)}
      </p>
      <p className="notices-acts">
        {path ? (
          <Button type="link" size="small" onClick={open}>
            {t("notices.open")}
          </Button>
        ) : null}
        {one.read_at ? null : (
          <Button type="link" size="small" onClick={onRead}>
            {t("notices.read")}
          </Button>
        )}
      </p>
    </li>
  );
}
