import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Modal, Select } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Nothing } from "../../../../parts/Nothing";
import { Labelled } from "./Labelled";
import { type Org, type Person, useRows } from "./org";
import { Refused } from "./Refused";
import { RowList } from "./RowList";

const keyOf = (person: Person) => person.login;
const USUAL = ["wecom", "email"];

/** The people: who may log in under which name, in which language, and where each channel reaches them. */
export function PeopleTab({ change, org, readOnly }: { change: string; org: Org; readOnly: boolean }) {
  const { t } = useWords();
  const [search, setSearch] = useState("");
  const [mute, setMute] = useState(false);
  const [asked, setAsked] = useState<Person | "new" | null>(null);
  const without = useMemo(() => new Set(org.without_address), [org.without_address]);
  const rows = useMemo(() => {
    const word = search.trim().toLowerCase();
    return org.people.filter((one) => (!mute || without.has(one.login)) && (!word || [one.login, one.zh, one.en, ...Object.values(one.addresses)].some((text) => text.toLowerCase().includes(word))));
  }, [org.people, search, mute, without]);
  return (
    <div>
      {without.size ? (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 8 }}
          title={t("builder.org.people.mute", { count: without.size })}
          description={`${org.without_address.slice(0, 12).join(", ")}${without.size > 12 ? " …" : ""}`}
          action={
            <Button size="small" aria-pressed={mute} onClick={() => setMute(!mute)}>
              {t(mute ? "builder.org.which.all" : "builder.org.people.onlyMute")}
            </Button>
          }
        />
      ) : null}
      <div className="orgtools">
        <Input.Search allowClear aria-label={t("builder.org.findPerson")} placeholder={t("builder.org.findPerson")} value={search} onChange={({ target }) => setSearch(target.value)} />
        {readOnly ? null : (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAsked("new")}>
            {t("builder.org.people.add")}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <Nothing>{t("builder.nothingFound")}</Nothing>
      ) : (
        <RowList<Person> label={t("builder.org.tab.users")} rows={rows} keyOf={keyOf} chosen={null} height={52} onChoose={(one) => (readOnly ? undefined : setAsked(one))}>
          {(one) => (
            <>
              <span className="rowlist-name">
                <strong>{one.zh}</strong> <code>{one.login}</code>
                <br />
                <span className="soft">
                  {Object.entries(one.addresses)
                    .map(([channel, address]) => `${channel}: ${address}`)
                    .join(" · ") || t("builder.org.people.none")}
                </span>
              </span>
              <span className="rowlist-end">{without.has(one.login) ? <span className="orgtag orgtag-vacant">{t("builder.org.people.none")}</span> : null}</span>
            </>
          )}
        </RowList>
      )}
      {asked ? <PersonDialog change={change} org={org} person={asked === "new" ? null : asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

function PersonDialog({ change, org, person, onClose }: { change: string; org: Org; person: Person | null; onClose: () => void }) {
  const { t } = useWords();
  const channels = org.channels.length ? org.channels : USUAL;
  const [cells, setCells] = useState<Record<string, string>>({
    login: person?.login ?? "",
    zh: person?.zh ?? "",
    en: person?.en ?? "",
    language: person?.language || "zh",
    ...Object.fromEntries(channels.map((name) => [name, person?.addresses[name] ?? ""])),
  });
  const rows = useRows(change, org);
  const set = (name: string, text: string) => setCells((old) => ({ ...old, [name]: text }));
  const save = async () => {
    if ((await rows.mutateAsync({ what: "users", put: [{ line: person?.line ?? null, cells }] })).ok) onClose();
  };
  const remove = async () => {
    if (person && (await rows.mutateAsync({ what: "users", remove: [person.line] })).ok) onClose();
  };
  return (
    <Modal
      open
      title={t(person ? "builder.org.people.edit" : "builder.org.people.add")}
      okText={t("builder.org.save")}
      cancelText={t("builder.cancel")}
      okButtonProps={{ loading: rows.isPending, disabled: !cells.login || !cells.zh }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="orgform">
        <Labelled label={t("builder.org.field.login")}>{(id) => <Input id={id} disabled={person !== null} value={cells.login} onChange={({ target }) => set("login", target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.language")}>
          {(id) => (
            <Select
              id={id}
              value={cells.language}
              options={["zh", "en"].map((one) => ({ value: one, label: t(`builder.org.language.${one}`) }))}
              onChange={(next) => set("language", next)}
            />
          )}
        </Labelled>
        <Labelled label={t("builder.org.field.personZh")}>{(id) => <Input id={id} value={cells.zh} onChange={({ target }) => set("zh", target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.personEn")}>{(id) => <Input id={id} value={cells.en} onChange={({ target }) => set("en", target.value)} />}</Labelled>
        {channels.map((name) => (
          <Labelled key={name} label={t(`builder.org.channel.${name}`, { defaultValue: name })}>
            {(id) => <Input id={id} value={cells[name]} onChange={({ target }) => set(name, target.value)} />}
          </Labelled>
        ))}
      </div>
      {person ? (
        <Button type="link" danger style={{ paddingInline: 0 }} onClick={() => void remove()}>
          {t("builder.org.people.remove")}
        </Button>
      ) : (
        <p className="soft small">{t("builder.org.people.hint")}</p>
      )}
      <Refused plan={rows.data} problem={rows.error} />
    </Modal>
  );
}
