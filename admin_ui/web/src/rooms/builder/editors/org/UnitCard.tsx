import { DeleteOutlined, PlusOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Input, Popconfirm, Select } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Labelled } from "./Labelled";
import { type Org, type Unit, useRows } from "./org";
import { PostDialog } from "./PostDialog";
import { Refused } from "./Refused";
import { holds, type Tree, within } from "./tree";

interface Shown {
  change: string;
  org: Org;
  tree: Tree;
  /** Null: a new one below `parent`. */
  unit: Unit | null;
  parent: string;
  readOnly: boolean;
  onAdd: (parent: string) => void;
  onDone: (code: string | null) => void;
  onCancel: () => void;
}

const FIELDS = ["code", "zh", "en", "level", "groups", "opened", "closed"] as const;

/** One unit: its names, groups and days; moved from a day on, closed on a day; the posts in it. */
export function UnitCard({ change, org, tree, unit, parent, readOnly, onAdd, onDone, onCancel }: Shown) {
  const { t, words } = useWords();
  const below = tree.byCode.get(unit?.parent ?? parent);
  const next = org.levels[org.levels.findIndex(({ name }) => name === below?.level) + 1]?.name ?? org.levels.at(-1)?.name ?? "";
  const [cells, setCells] = useState<Record<string, string>>(() => (unit ? Object.fromEntries(FIELDS.map((name) => [name, unit[name]])) : { code: "", zh: "", en: "", level: next, groups: "", opened: org.today, closed: "" }));
  const [moving, setMoving] = useState<{ parent: string; day: string } | null>(null);
  const [post, setPost] = useState<{ role: string; line: number | null } | null>(null);
  const rows = useRows(change, org);
  const changed = !unit || FIELDS.some((name) => cells[name] !== unit[name]);
  const set = (name: string) => (text: string) => setCells((old) => ({ ...old, [name]: text }));
  const save = async () => {
    const plan = await rows.mutateAsync({ what: "units", put: [{ cells: unit ? { ...cells, code: unit.code } : { ...cells, parent } }] });
    if (plan.ok) onDone(cells.code ?? null);
  };
  const move = async () => {
    if (!unit || !moving) return;
    const plan = await rows.mutateAsync({ what: "units", put: [{ cells: { code: unit.code, parent: moving.parent, from: moving.day } }] });
    if (plan.ok) {
      setMoving(null);
      onDone(unit.code);
    }
  };
  const inside = unit ? within(tree, unit.code) : new Set<string>();
  const rank = (level: string) => org.levels.findIndex(({ name }) => name === level);
  const parents = org.units.filter((one) => !inside.has(one.code) && (!unit || rank(one.level) < rank(unit.level)));
  const title = (one: Unit) => `${one.zh || one.code} ${one.code}`;
  const roles = org.roles.filter(({ level }) => level === unit?.level);
  const person = (login: string) => org.people.find((one) => one.login === login)?.zh ?? login;
  const own = { readOnly };
  return (
    <section className="unitcard" aria-label={unit ? title(unit) : t("builder.org.unit.add")}>
      <h3>{unit ? unit.zh || unit.code : t("builder.org.unit.below", { name: below?.zh ?? "" })}</h3>
      <div className="orgform">
        <Labelled label={t("builder.org.field.code")}>{(id) => <Input id={id} {...own} disabled={unit !== null} value={cells.code} onChange={({ target }) => set("code")(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.level")}>
          {(id) => <Select id={id} disabled={readOnly} value={cells.level || null} options={org.levels.map(({ name, title: one }) => ({ value: name, label: words(one) }))} onChange={set("level")} />}
        </Labelled>
        <Labelled label={t("builder.org.field.zh")}>{(id) => <Input id={id} {...own} value={cells.zh} onChange={({ target }) => set("zh")(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.en")}>{(id) => <Input id={id} {...own} value={cells.en} onChange={({ target }) => set("en")(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.opened")}>{(id) => <Input id={id} type="date" {...own} value={cells.opened} onChange={({ target }) => set("opened")(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.closed")}>{(id) => <Input id={id} type="date" {...own} value={cells.closed} onChange={({ target }) => set("closed")(target.value)} />}</Labelled>
        <Labelled label={t("builder.org.field.groups")} wide>
          {(id) => (
            <Select
              id={id}
              mode="tags"
              disabled={readOnly}
              value={(cells.groups ?? "").split(";").filter(Boolean)}
              options={[...new Set(org.units.flatMap(({ groups }) => groups.split(";").filter(Boolean)))].map((name) => ({ value: name, label: name }))}
              onChange={(names: string[]) => set("groups")(names.join(";"))}
            />
          )}
        </Labelled>
      </div>
      <Refused plan={rows.data} problem={rows.error} />
      {readOnly ? null : (
        <div className="orgform-buttons">
          <Button type="primary" disabled={!changed || !cells.code || !cells.zh} loading={rows.isPending} onClick={() => void save()}>
            {t(unit ? "builder.org.save" : "builder.org.add")}
          </Button>
          {unit ? (
            <>
              {unit.parent ? (
                <Button icon={<SwapOutlined aria-hidden />} onClick={() => setMoving(moving ? null : { parent: unit.parent, day: org.today })} aria-expanded={moving !== null}>
                  {t("builder.org.unit.move")}
                </Button>
              ) : null}
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => onAdd(unit.code)} disabled={rank(unit.level) === org.levels.length - 1}>
                {t("builder.org.unit.addBelow")}
              </Button>
              {!unit.live ? (
                <Popconfirm
                  title={t("builder.org.unit.removeAsk", { name: unit.zh })}
                  okText={t("builder.org.remove")}
                  cancelText={t("builder.cancel")}
                  onConfirm={() => rows.mutateAsync({ what: "units", remove: [unit.line] }).then((plan) => plan.ok && onDone(null))}
                >
                  <Button danger icon={<DeleteOutlined aria-hidden />}>
                    {t("builder.org.remove")}
                  </Button>
                </Popconfirm>
              ) : null}
            </>
          ) : (
            <Button onClick={onCancel}>{t("builder.cancel")}</Button>
          )}
        </div>
      )}
      {moving && unit ? (
        <div>
          <h4>{t("builder.org.unit.moveTitle")}</h4>
          <div className="orgform">
            <Labelled label={t("builder.org.field.parent")}>
              {(id) => (
                <Select
                  id={id}
                  showSearch={{ optionFilterProp: "label" }}
                  value={moving.parent}
                  options={parents.map((one) => ({ value: one.code, label: title(one) }))}
                  onChange={(to) => setMoving({ ...moving, parent: to })}
                />
              )}
            </Labelled>
            <Labelled label={t("builder.org.field.from")}>{(id) => <Input id={id} type="date" value={moving.day} onChange={({ target }) => setMoving({ ...moving, day: target.value })} />}</Labelled>
          </div>
          <p className="soft small">{t("builder.org.unit.moveHint")}</p>
          <Button type="primary" loading={rows.isPending} disabled={moving.parent === unit.parent || !moving.day} onClick={() => void move()}>
            {t("builder.org.unit.moveDo", { day: moving.day })}
          </Button>
        </div>
      ) : null}
      {unit?.moved ? <p className="soft small">{t("builder.org.unit.moved", { day: unit.moved })}</p> : null}
      {unit && "posts" in org.files ? (
        <div>
          <h4>{t("builder.org.tab.posts")}</h4>
          {roles.length === 0 ? <p className="soft">{t("builder.org.noRoles")}</p> : null}
          <ul className="unitcard-posts">
            {roles.flatMap((role) => {
              const here = org.posts.filter((one) => one.role === role.name && one.unit === unit.code);
              const held = here.some((one) => !one.deputy && holds(one, org.today));
              return [
                ...here.map((one) => (
                  <li key={one.line}>
                    <strong>{words(role.title)}</strong> {one.login ? person(one.login) : t("builder.org.vacant")}
                    {one.deputy ? <span className="orgtag">{t("builder.org.deputy")}</span> : null}
                    {one.since || one.until ? <span className="soft small">{t("builder.org.span", { since: one.since || "…", until: one.until || "…" })}</span> : null}
                    {readOnly ? null : (
                      <Button type="link" size="small" aria-label={t("builder.org.post.editOf", { role: words(role.title), name: person(one.login) })} onClick={() => setPost({ role: role.name, line: one.line })}>
                        {t("builder.org.edit")}
                      </Button>
                    )}
                  </li>
                )),
                <li key={role.name}>
                  {held ? null : (
                    <>
                      <strong>{words(role.title)}</strong> <span className="orgtag orgtag-vacant">{t("builder.org.vacant")}</span>
                    </>
                  )}
                  {readOnly ? null : (
                    <Button type="link" size="small" onClick={() => setPost({ role: role.name, line: null })}>
                      {t("builder.org.post.addTo", { role: words(role.title) })}
                    </Button>
                  )}
                </li>,
              ];
            })}
          </ul>
        </div>
      ) : null}
      {post && unit ? <PostDialog change={change} org={org} unit={unit.code} role={post.role} line={post.line} onClose={() => setPost(null)} /> : null}
    </section>
  );
}
