import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Modal, Popconfirm, Select } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdminFrame } from "./parts/AdminFrame";
import { PasswordDialog } from "./parts/PasswordDialog";
import { type Person, useAct, usePage } from "./queries";

const SIZE = 25;

/** People: who there is, at which posts, and letting them in or out. */
export default function UsersPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const [renewing, setRenewing] = useState<Person | null>(null);
  const [adding, setAdding] = useState(false);
  const text = search.get("text") ?? "";
  const state = search.get("state") ?? undefined;
  const page = Math.max(1, Number(search.get("page")) || 1);
  const { data, error, refetch } = usePage<Person>("/users", { text: text || undefined, state, page, page_size: SIZE });
  const active = useAct(({ one, on }: { one: Person; on: boolean }) => call("PATCH", `/users/${one.public_id}`, undefined, { active: on }));
  const out = useAct((one: Person) => call("DELETE", `/users/${one.public_id}/sessions`));
  const narrow = (next: Record<string, string | undefined>) => {
    const params = new URLSearchParams(search);
    params.delete("page");
    for (const [key, value] of Object.entries(next)) value ? params.set(key, value) : params.delete(key);
    setSearch(params, { replace: true });
  };
  return (
    <AdminFrame title={t("admin.places.users")}>
      <p className="soft">
        {t("admin.users.lead")} {may("edit_definitions") ? <Link to="/builder">{t("admin.users.org")}</Link> : null}
      </p>
      <Panel
        title={data ? t("common.total", { count: data.total }) : error ? t("admin.places.users") : t("app.loading")}
        side={
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t("admin.users.add")}
          </Button>
        }
      >
        <div className="admin-filters">
          <Input.Search allowClear aria-label={t("admin.users.find")} placeholder={t("admin.users.find")} defaultValue={text} onSearch={(value) => narrow({ text: value.trim() || undefined })} />
          <Select
            allowClear
            aria-label={t("admin.users.state")}
            placeholder={t("admin.users.state")}
            value={state}
            onChange={(value?: string) => narrow({ state: value })}
            options={(["active", "inactive", "no_password"] as const).map((value) => ({ value, label: t(`admin.users.states.${value}`) }))}
          />
        </div>
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {active.error || out.error ? <ProblemNotice problem={active.error ?? out.error} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t("admin.users.none")}</Nothing> : null}
        {data?.items.length ? (
          <DataTable
            stacks
            rows={data.items}
            label={t("admin.places.users")}
            keyOf={(one) => one.public_id}
            columns={[
              {
                title: t("admin.users.person"),
                cell: (one) => (
                  <span>
                    <b>{words(one.title)}</b> <span className="soft small">{one.login}</span>
                  </span>
                ),
              },
              {
                title: t("admin.users.posts"),
                cell: (one) =>
                  one.posts.length ? (
                    <ul>
                      {one.posts.map((post) => (
                        <li key={`${post.role}@${post.unit.code}`} className="small">
                          {words(post.role_title)} · {words(post.unit.title)}
                          {post.deputy ? ` (${t("admin.posts.deputy")})` : ""}
                        </li>
                      ))}
                    </ul>
                  ) : (
                    <span className="soft">—</span>
                  ),
              },
              {
                title: t("admin.users.state"),
                cell: (one) => (
                  <span className={`admin-mark ${one.active ? (one.has_password ? "admin-mark-good" : "admin-mark-warn") : ""}`}>
                    {t(`admin.users.states.${one.active ? (one.has_password ? "active" : "no_password") : "inactive"}`)}
                  </span>
                ),
              },
              { title: t("admin.users.signedIn"), cell: (one) => (one.signed_in_at ? instant(one.signed_in_at, zone, lang) : t("admin.users.never")) },
              {
                title: t("admin.acts"),
                cell: (one) =>
                  one.manageable ? (
                    <span className="admin-acts admin-wide">
                      <Button size="small" aria-label={t("admin.users.passwordOf", { login: one.login })} onClick={() => setRenewing(one)}>
                        {t(one.has_password ? "admin.users.renew" : "admin.users.set")}
                      </Button>
                      <Popconfirm title={t("admin.users.outSure", { login: one.login })} okText={t("common.yes")} cancelText={t("common.no")} onConfirm={() => out.mutate(one)}>
                        <Button size="small" disabled={!one.sessions}>
                          {t("admin.users.out")}
                        </Button>
                      </Popconfirm>
                      {one.me ? null : (
                        <Popconfirm
                          title={t(one.active ? "admin.users.offSure" : "admin.users.onSure", { login: one.login })}
                          okText={t("common.yes")}
                          cancelText={t("common.no")}
                          onConfirm={() => active.mutate({ one, on: !one.active })}
                        >
                          <Button size="small" danger={one.active}>
                            {t(one.active ? "admin.users.off" : "admin.users.on")}
                          </Button>
                        </Popconfirm>
                      )}
                    </span>
                  ) : (
                    <span className="soft small">{t("admin.users.above")}</span>
                  ),
              },
            ]}
          />
        ) : null}
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ ...Object.fromEntries(search), page: String(to) })} /> : null}
      </Panel>
      {renewing ? <PasswordDialog person={renewing} onClose={() => setRenewing(null)} /> : null}
      {adding ? <NewUser onClose={() => setAdding(false)} /> : null}
    </AdminFrame>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const [wish, setWish] = useState({ login: "", zh: "", en: "" });
  const make = useAct((given: typeof wish) => call("POST", "/users", undefined, { ...given, en: given.en || given.zh }));
  const field = (name: keyof typeof wish) => (
    <label>
      {t(`admin.users.fields.${name}`)}
      <Input value={wish[name]} maxLength={64} onChange={(event) => setWish({ ...wish, [name]: event.target.value })} />
    </label>
  );
  return (
    <Modal
      open
      title={t("admin.users.add")}
      onCancel={onClose}
      okText={t("admin.make")}
      cancelText={t("admin.cancel")}
      okButtonProps={{ disabled: !wish.login.trim() || !wish.zh.trim(), loading: make.isPending }}
      onOk={() => make.mutate(wish, { onSuccess: onClose })}
    >
      <div className="admin-form">
        <p className="soft">{t("admin.users.addLead")}</p>
        {field("login")}
        {field("zh")}
        {field("en")}
        {make.error ? <ProblemNotice problem={make.error} /> : null}
      </div>
    </Modal>
  );
}
