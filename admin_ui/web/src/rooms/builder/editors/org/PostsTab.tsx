import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Nothing } from "../../../../parts/Nothing";
import type { Org, Unit } from "./org";
import { PostDialog } from "./PostDialog";
import { RowList } from "./RowList";
import { holds, type Tree } from "./tree";

interface Row {
  key: string;
  role: string;
  unit: string;
  login: string;
  line: number | null;
  deputy: boolean;
  since: string;
  until: string;
  held: boolean;
}

const keyOf = (row: Row) => row.key;

/** Every post with its holder, and those that nobody holds. */
export function PostsTab({ change, org, tree, vacant, readOnly }: { change: string; org: Org; tree: Tree; vacant: { role: string; unit: Unit; deputy: boolean }[]; readOnly: boolean }) {
  const { t, words } = useWords();
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<string | null>(null);
  const [which, setWhich] = useState<"all" | "vacant" | "past">("all");
  const [asked, setAsked] = useState<{ unit: string; role: string; line: number | null } | null>(null);
  const people = useMemo(() => new Map(org.people.map((one) => [one.login, one.zh])), [org.people]);
  const roles = useMemo(() => new Map(org.roles.map(({ name, title }) => [name, title])), [org.roles]);
  const rows = useMemo(() => {
    const all: Row[] = [
      ...vacant.map(({ role: one, unit, deputy }) => ({ key: `v ${one} ${unit.code}`, role: one, unit: unit.code, login: "", line: null, deputy, since: "", until: "", held: false })),
      ...org.posts.map((post) => ({ key: `p ${post.line}`, role: post.role, unit: post.unit, login: post.login, line: post.line, deputy: post.deputy, since: post.since, until: post.until, held: holds(post, org.today) })),
    ];
    const word = search.trim().toLowerCase();
    return all.filter((row) => {
      if (role && row.role !== role) return false;
      if (which === "vacant" ? row.line !== null : which === "past" ? row.line === null || row.held : false) return false;
      return !word || [row.unit, tree.byCode.get(row.unit)?.zh ?? "", row.login, people.get(row.login) ?? ""].some((text) => text.toLowerCase().includes(word));
    });
  }, [org, vacant, search, role, which, tree, people]);
  return (
    <div>
      <div className="orgtools">
        <Input.Search allowClear aria-label={t("builder.org.findPost")} placeholder={t("builder.org.findPost")} value={search} onChange={({ target }) => setSearch(target.value)} />
        <Select aria-label={t("builder.org.field.role")} allowClear placeholder={t("builder.org.anyRole")} style={{ minWidth: 140 }} value={role} options={org.roles.map(({ name, title }) => ({ value: name, label: words(title) }))} onChange={(next) => setRole(next ?? null)} />
        <Select
          aria-label={t("builder.org.which.label")}
          style={{ minWidth: 120 }}
          value={which}
          options={(["all", "vacant", "past"] as const).map((one) => ({ value: one, label: t(`builder.org.which.${one}`) }))}
          onChange={setWhich}
        />
        {readOnly ? null : (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAsked({ unit: "", role: role ?? "", line: null })}>
            {t("builder.org.post.add")}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <Nothing>{t("builder.nothingFound")}</Nothing>
      ) : (
        <RowList<Row> label={t("builder.org.tab.posts")} rows={rows} keyOf={keyOf} chosen={null} height={52} onChoose={(row) => (readOnly ? undefined : setAsked({ unit: row.unit, role: row.role, line: row.line }))}>
          {(row) => (
            <>
              <span className="rowlist-name">
                <strong>{words(roles.get(row.role)) || row.role}</strong> · {tree.byCode.get(row.unit)?.zh ?? row.unit}
                <br />
                <span className="soft">
                  {row.login ? `${people.get(row.login) ?? ""} ${row.login}` : t("builder.org.vacant")}
                  {row.since || row.until ? ` · ${t("builder.org.span", { since: row.since || "…", until: row.until || "…" })}` : ""}
                </span>
              </span>
              <span className="rowlist-end">
                {row.line === null ? <span className="orgtag orgtag-vacant">{t(row.deputy ? "builder.org.deputyOnly" : "builder.org.vacant")}</span> : null}
                {row.line !== null && row.deputy ? <span className="orgtag">{t("builder.org.deputy")}</span> : null}
                {row.line !== null && !row.held && row.login ? <span className="orgtag">{t("builder.org.notToday")}</span> : null}
              </span>
            </>
          )}
        </RowList>
      )}
      {asked ? <PostDialog change={change} org={org} {...asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}
