import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Input } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Nothing } from "../../../../parts/Nothing";
import { type Org, type Unit } from "./org";
import { RowList } from "./RowList";
import { isClosed, type Line, linesOf, type Tree } from "./tree";
import { UnitCard } from "./UnitCard";
import "./UnitsTab.css";
import { useMedium } from "./useMedium";

interface Shown {
  change: string;
  org: Org;
  tree: Tree;
  vacant: { role: string; unit: Unit; deputy: boolean }[];
  readOnly: boolean;
}

const keyOf = ({ unit }: Line) => unit.code;

/** The tree of units, and beside it the one that was chosen. */
export function UnitsTab({ change, org, tree, vacant, readOnly }: Shown) {
  const { t, words } = useWords();
  const medium = useMedium();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([...tree.roots.map(({ code }) => code), ...(org.units.length < 200 ? org.units.map(({ code }) => code) : [])]));
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const lines = useMemo(() => linesOf(tree, open, search), [tree, open, search]);
  const levels = new Map(org.levels.map(({ name, title }) => [name, words(title)]));
  const empty = useMemo(() => new Set(vacant.map(({ unit }) => unit.code)), [vacant]);
  const turn = (code: string, to: boolean) =>
    setOpen((old) => {
      const next = new Set(old);
      if (to) next.add(code);
      else next.delete(code);
      return next;
    });
  const unit = chosen === null ? undefined : tree.byCode.get(chosen);
  const close = () => {
    setChosen(null);
    setAdding(null);
  };
  const card =
    unit || adding !== null ? (
      <UnitCard
        key={adding === null ? chosen : `new ${adding}`}
        change={change}
        org={org}
        tree={tree}
        unit={adding === null ? (unit ?? null) : null}
        parent={adding ?? ""}
        readOnly={readOnly}
        onAdd={(parent) => setAdding(parent)}
        onDone={(code) => {
          setAdding(null);
          setChosen(code);
          const above = code === null ? undefined : tree.byCode.get(code)?.parent;
          if (adding) turn(adding, true);
          else if (above) turn(above, true);
        }}
        onCancel={close}
      />
    ) : null;
  return (
    <div className={`unitstab${card && !medium ? " unitstab-split" : ""}`}>
      <div>
        <div className="orgtools">
          <Input.Search allowClear aria-label={t("builder.org.find")} placeholder={t("builder.org.find")} value={search} onChange={({ target }) => setSearch(target.value)} />
          <Button size="small" onClick={() => setOpen(new Set(org.units.map(({ code }) => code)))}>
            {t("builder.org.openAll")}
          </Button>
          <Button size="small" onClick={() => setOpen(new Set())}>
            {t("builder.org.closeAll")}
          </Button>
          {readOnly ? null : (
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(chosen ?? tree.roots[0]?.code ?? "")}>
              {t("builder.org.unit.add")}
            </Button>
          )}
        </div>
        {lines.length === 0 ? (
          <Nothing>{t(search ? "builder.nothingFound" : "builder.org.noUnits")}</Nothing>
        ) : (
          <RowList<Line>
            tree
            label={t("builder.org.tab.units")}
            rows={lines}
            keyOf={keyOf}
            chosen={chosen}
            onChoose={(line) => {
              setAdding(null);
              setChosen(line.unit.code);
            }}
            itemOf={({ depth, children, open: shown }) => ({ "aria-level": depth + 1, ...(children ? { "aria-expanded": shown } : {}) })}
            onKey={(key, line, at) => {
              if (key === "ArrowRight" && line.children) {
                if (line.open) return at + 1;
                turn(line.unit.code, true);
                return true;
              }
              if (key === "ArrowLeft") {
                if (line.open && line.children && !search) {
                  turn(line.unit.code, false);
                  return true;
                }
                const above = lines.findIndex((one) => one.unit.code === line.unit.parent);
                return above >= 0 ? above : true;
              }
              return undefined;
            }}
          >
            {({ unit: one, depth, children, open: shown }) => (
              <>
                <span style={{ width: depth * 20, flexShrink: 0 }} />
                <span
                  className="unitstab-twist"
                  onClick={(event) => {
                    if (!children) return;
                    event.stopPropagation();
                    turn(one.code, !shown);
                  }}
                >
                  {children ? shown ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden /> : null}
                </span>
                <span className="rowlist-name" title={one.zh}>
                  {one.zh || one.code}
                </span>
                <code>{one.code}</code>
                <span className="rowlist-end">
                  {!one.live ? <span className="orgtag orgtag-new">{t("builder.org.new")}</span> : null}
                  {empty.has(one.code) ? <span className="orgtag orgtag-vacant">{t("builder.org.vacant")}</span> : null}
                  {isClosed(one, org.today) ? <span className="orgtag">{t("builder.org.closed")}</span> : null}
                  {medium ? null : <span className="orgtag">{levels.get(one.level) ?? one.level}</span>}
                </span>
              </>
            )}
          </RowList>
        )}
        <p className="soft small">{t("builder.org.shown", { shown: lines.length, all: org.units.length })}</p>
      </div>
      {card && medium ? (
        <Drawer open placement="bottom" size="85%" title={unit?.zh ?? t("builder.org.unit.add")} onClose={close}>
          {card}
        </Drawer>
      ) : (
        card
      )}
    </div>
  );
}
