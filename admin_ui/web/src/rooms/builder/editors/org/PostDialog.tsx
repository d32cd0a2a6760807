import { Input, Modal, Select, Switch } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Labelled } from "./Labelled";
import { type Org, useRows } from "./org";
import { Refused } from "./Refused";
import { holds } from "./tree";

interface Asked {
  change: string;
  org: Org;
  unit: string;
  role: string;
  /** The row that is changed; null: a new one. */
  line: number | null;
  onClose: () => void;
}

/** Who holds a post at a unit, from when to when; a successor ends the holder before him. */
export function PostDialog({ change, org, unit: at, role: as, line, onClose }: Asked) {
  const { t, words } = useWords();
  const before = org.posts.find((one) => one.line === line);
  const [unit, setUnit] = useState(before?.unit ?? at);
  const [role, setRole] = useState(before?.role ?? as);
  const holder = before ? undefined : org.posts.find((one) => one.role === role && one.unit === unit && !one.deputy && holds(one, org.today));
  const [login, setLogin] = useState(before?.login ?? "");
  const [since, setSince] = useState(before?.since ?? "");
  const [until, setUntil] = useState(before?.until ?? "");
  const [deputy, setDeputy] = useState(before?.deputy ?? false);
  const rows = useRows(change, org);
  const level = org.roles.find(({ name }) => name === role)?.level;
  const save = async () => {
    const ended = holder && !deputy && since ? [{ line: holder.line, cells: { to: dayBefore(since) } }] : [];
    const plan = await rows.mutateAsync({ what: "posts", put: [...ended, { line, cells: { role, unit, login, from: since, to: until, deputy: deputy ? "true" : "" } }] });
    if (plan.ok) onClose();
  };
  const remove = async () => {
    if (line !== null && (await rows.mutateAsync({ what: "posts", remove: [line] })).ok) onClose();
  };
  return (
    <Modal
      open
      title={t(before ? "builder.org.post.edit" : "builder.org.post.add")}
      okText={t("builder.org.save")}
      cancelText={t("builder.cancel")}
      okButtonProps={{ loading: rows.isPending, disabled: !unit || !role }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
      footer={(buttons) => (
        <>
          {before ? (
            <button type="button" className="linkbutton" style={{ float: "inline-start", color: "var(--red-ink)", background: "none", border: 0, padding: "6px 0", cursor: "pointer" }} onClick={() => void remove()}>
              {t("builder.org.post.remove")}
            </button>
          ) : null}
          {buttons}
        </>
      )}
    >
      <div className="orgform">
        <Labelled label={t("builder.org.field.role")}>
          {(id) => <Select id={id} value={role || null} options={org.roles.map(({ name, title }) => ({ value: name, label: words(title) }))} onChange={setRole} />}
        </Labelled>
        <Labelled label={t("builder.org.field.unit")}>
          {(id) => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: "label" }}
              value={unit || null}
              options={org.units.filter((one) => !level || one.level === level).map((one) => ({ value: one.code, label: `${one.zh} ${one.code}` }))}
              onChange={setUnit}
            />
          )}
        </Labelled>
        <Labelled label={t("builder.org.field.holder")} wide>
          {(id) => (
            <Select
              id={id}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder={t("builder.org.vacant")}
              value={login || null}
              options={org.people.map((one) => ({ value: one.login, label: `${one.zh} ${one.login}` }))}
              onChange={(next?: string) => setLogin(next ?? "")}
            />
          )}
        </Labelled>
        <Labelled label={t("builder.org.field.since")}>{(id) => <Input id={id} type="date" value={since} onChange={({ target }) => setSince(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.until")}>{(id) => <Input id={id} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.deputy")}>{(id) => <div><Switch id={id} aria-label={t("builder.org.deputy")} checked={deputy} onChange={setDeputy} /></div>}</Labelled>
      </div>
      {holder && !deputy ? <p className="soft small">{t(since ? "builder.org.post.ends" : "builder.org.post.both", { name: holder.login, day: since ? dayBefore(since) : "" })}</p> : null}
      <Refused plan={rows.data} problem={rows.error} />
    </Modal>
  );
}

function dayBefore(day: string): string {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
}
