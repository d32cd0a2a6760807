import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Modal, Popconfirm, Select } from "antd";
import { useState } from "react";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdminFrame } from "./parts/AdminFrame";
import { ShownOnce } from "./parts/ShownOnce";
import { type Token, useAct, usePage } from "./queries";

/** No token may make tokens or people (the server says so too). */
const NEVER = ["manage_tokens", "manage_users"];

/** My API tokens: made with a part of my permissions, shown once, ended at will. */
export default function TokensPage() {
  const { t, named, lang } = useWords();
  const { zone } = useManner();
  const { data, error, refetch } = usePage<Token>("/tokens", {});
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const end = useAct((one: Token) => call("DELETE", `/tokens/${one.public_id}`));
  return (
    <AdminFrame title={t("admin.places.tokens")}>
      <p className="soft">{t("admin.tokens.lead")}</p>
      {made ? <ShownOnce title={t("admin.tokens.made")} secret={made} onDone={() => setMade(null)} /> : null}
      <Panel
        title={t("admin.tokens.mine")}
        side={
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t("admin.tokens.add")}
          </Button>
        }
      >
        {error || end.error ? <ProblemNotice problem={error ?? end.error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading lines={3} /> : null}
        {data?.items.length === 0 ? <Nothing>{t("admin.tokens.none")}</Nothing> : null}
        {data?.items.length ? (
          <DataTable
            stacks
            rows={data.items}
            label={t("admin.tokens.mine")}
            keyOf={(one) => one.public_id}
            columns={[
              { title: t("admin.tokens.name"), cell: (one) => <b>{one.name}</b> },
              { title: t("admin.tokens.permissions"), cell: (one) => <span className="small admin-wide">{one.permissions.map((name) => named("admin.permissions", name)).join(", ")}</span> },
              { title: t("admin.tokens.expires"), cell: (one) => one.expires_at?.slice(0, 10) ?? "—" },
              { title: t("admin.tokens.used"), cell: (one) => (one.used_at ? instant(one.used_at, zone, lang) : t("admin.users.never")) },
              {
                title: t("admin.acts"),
                cell: (one) =>
                  one.revoked ? (
                    <span className="admin-mark">{t("admin.tokens.ended")}</span>
                  ) : (
                    <Popconfirm title={t("admin.tokens.endSure", { name: one.name })} okText={t("common.yes")} cancelText={t("common.no")} onConfirm={() => end.mutate(one)}>
                      <Button size="small" danger>
                        {t("admin.tokens.end")}
                      </Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
        ) : null}
      </Panel>
      {adding ? (
        <NewToken
          onClose={(token) => {
            setAdding(false);
            if (token) setMade(token);
          }}
        />
      ) : null}
    </AdminFrame>
  );
}

function NewToken({ onClose }: { onClose: (token?: string) => void }) {
  const { t, named } = useWords();
  const { user } = useSession();
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<string[]>(["read_values"]);
  const [days, setDays] = useState(90);
  const make = useAct(() => call<{ token: string }>("POST", "/tokens", undefined, { name, permissions, days }));
  return (
    <Modal
      open
      title={t("admin.tokens.add")}
      onCancel={() => onClose()}
      okText={t("admin.make")}
      cancelText={t("admin.cancel")}
      okButtonProps={{ disabled: !name.trim() || permissions.length === 0, loading: make.isPending }}
      onOk={() => make.mutate(undefined as never, { onSuccess: ({ token }) => onClose(token) })}
    >
      <div className="admin-form">
        <label>
          {t("admin.tokens.name")}
          <Input maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {t("admin.tokens.permissions")}
          <Select
            mode="multiple"
            aria-label={t("admin.tokens.permissions")}
            value={permissions}
            onChange={setPermissions}
            options={(user?.permissions ?? []).filter((one) => !NEVER.includes(one)).map((value) => ({ value, label: named("admin.permissions", value) }))}
          />
        </label>
        <label>
          {t("admin.tokens.days")}
          <InputNumber min={1} max={366} value={days} onChange={(value) => setDays(value ?? 90)} />
        </label>
        {make.error ? <ProblemNotice problem={make.error} /> : null}
      </div>
    </Modal>
  );
}
