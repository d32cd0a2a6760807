import { Segmented } from "antd";
import { Link, useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdminFrame } from "./parts/AdminFrame";
import { type Seat, usePage } from "./queries";

const SIZE = 50;

/** Who holds which post, who stands in, and which are vacant. */
export default function PostsPage() {
  const { t, words } = useWords();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const vacant = search.get("vacant") === "1";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const { data, error, refetch } = usePage<Seat>("/posts", { vacant: vacant ? "true" : undefined, page, page_size: SIZE });
  const names = (people: Seat["holders"]) => people.map((one) => `${words(one.title)}${one.active ? "" : ` (${t("admin.users.states.inactive")})`}`).join(", ");
  return (
    <AdminFrame title={t("admin.places.posts")}>
      <p className="soft">
        {t("admin.posts.lead")} {may("edit_definitions") ? <Link to="/builder">{t("admin.users.org")}</Link> : null}
      </p>
      <Panel
        title={data ? t("common.total", { count: data.total }) : error ? t("admin.places.posts") : t("app.loading")}
        side={
          <Segmented
            aria-label={t("admin.posts.filter")}
            value={vacant ? "vacant" : "all"}
            options={[
              { value: "all", label: t("admin.posts.all") },
              { value: "vacant", label: t("admin.posts.vacantOnly") },
            ]}
            onChange={(chosen) => setSearch(chosen === "vacant" ? { vacant: "1" } : {})}
          />
        }
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t("admin.posts.none")}</Nothing> : null}
        {data?.items.length ? (
          <DataTable
            stacks
            rows={data.items}
            label={t("admin.places.posts")}
            keyOf={(seat) => `${seat.role}@${seat.unit.code}`}
            columns={[
              { title: t("admin.posts.unit"), cell: (seat) => <span>{words(seat.unit.title)} <span className="soft small">{seat.unit.code}</span></span> },
              { title: t("admin.posts.role"), cell: (seat) => words(seat.role_title) },
              { title: t("admin.posts.holder"), cell: (seat) => (seat.holders.length ? names(seat.holders) : <span className="admin-mark admin-mark-warn">{t("admin.posts.vacant")}</span>) },
              { title: t("admin.posts.deputy"), cell: (seat) => names(seat.deputies) || "—" },
            ]}
          />
        ) : null}
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ ...Object.fromEntries(search), page: String(to) })} /> : null}
      </Panel>
    </AdminFrame>
  );
}
