import { Fragment, type KeyboardEvent, useRef, useState } from "react";
import { Link } from "react-router";
import type { Words } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { MatrixCell } from "./MatrixCell";
import { boardCover, boardFor, dutiesOf, fills, may, shows, type Value, withBoard, withFiller, withIndicator, withPermission } from "./matrix";
import type { Entry, Matrix, Named } from "./useMatrix";
import "./RoleMatrix.css";

type Next = (value: Value) => Value;

interface Shown {
  matrix: Matrix;
  roles: Entry[];
  own: string;
  readOnly: boolean;
  onRole: (name: string, next: Next) => void;
  onBoard: (name: string, next: Next) => void;
  onForm: (name: string, next: Next) => void;
}

interface Row extends Named {
  on: (role: Entry) => boolean;
  /** Undefined: looked at, not changed here. */
  turn?: (role: Entry, on: boolean) => void;
  note?: (role: Entry) => string;
  /** Decided elsewhere: this cell is not turned here. */
  fixed?: (role: Entry) => boolean;
  kind: "sees" | "may" | "fills";
}

const MOVES: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Role × indicator, board and permission: a cell is turned by press, space or enter; arrows go from cell to cell. */
export function RoleMatrix({ matrix, roles, own, readOnly, onRole, onBoard, onForm }: Shown) {
  const { t, words } = useWords();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const names = matrix.indicators.map(({ name }) => name);
  const everybody = matrix.roles.map(({ name }) => name);
  const order = matrix.groups.flatMap(({ permissions }) => permissions.map(({ name }) => name));
  const sections: { title: string; rows: Row[] }[] = [
    {
      title: t("builder.role.indicators"),
      rows: matrix.indicators.map((one): Row => ({ ...one, kind: "sees", on: ({ value }) => shows(value, one.name), turn: ({ name }, on) => onRole(name, (value) => withIndicator(value, one.name, on, names)) })),
    },
    {
      title: t("builder.role.boards"),
      rows: matrix.boards.map((board): Row => ({
        ...board,
        kind: "sees",
        on: ({ name, value }) => boardFor(board.value, name) && boardCover(board.value, value).seen > 0,
        ...(matrix.boardsByRole ? { turn: ({ name }: Entry, on: boolean) => onBoard(board.name, (value) => withBoard(value, name, on, everybody)) } : {}),
        note: ({ value }) => {
          const { seen, of } = boardCover(board.value, value);
          return seen < of ? `${seen}/${of}` : "";
        },
      })),
    },
    {
      title: t("builder.role.forms"),
      rows: matrix.forms.map((form): Row => ({
        ...form,
        kind: "fills",
        on: ({ name }) => fills(form.value, name),
        turn: ({ name }, on) => onForm(form.name, (value) => withFiller(value, name, on)),
        fixed: ({ name }) => dutiesOf(form.value, name).length > 0,
        note: ({ name }) => dutiesOf(form.value, name).map((duty) => words(duty.title as unknown as Words) || String(duty.name)).join(" · "),
      })),
    },
    ...matrix.groups.map(({ title, permissions }) => ({
      title: `${t("builder.role.permissions")} · ${words(title)}`,
      rows: permissions.map((one): Row => ({ ...one, kind: "may", on: ({ value }) => may(value, one.name), turn: ({ name }, on) => onRole(name, (value) => withPermission(value, one.name, on, order)) })),
    })),
  ].filter(({ rows }) => rows.length);
  const height = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  const keys = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const next: [number, number] = [Math.min(height - 1, Math.max(0, at[0] + move[0])), Math.min(roles.length - 1, Math.max(0, at[1] + move[1]))];
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(" ")}"]`)?.focus();
  };
  let line = -1;
  return (
    <div className="rolematrix">
      <table ref={table} role="grid" aria-label={t("builder.role.matrix")} onKeyDown={keys}>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t("builder.role.what")}</span>
            </th>
            {roles.map(({ name, title, value }) => (
              <th key={name} scope="col" className={name === own ? "rolematrix-own" : undefined}>
                {name === own ? <strong>{words(title) || name}</strong> : <Link to={`/builder/role/${name}`}>{words(title) || name}</Link>}
                <span className="rolematrix-scope">
                  {words(matrix.levels.get(String(value.level))?.title) || String(value.level ?? "")} · {t(value.scope === "unit" ? "builder.role.unit" : "builder.role.subtree")}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sections.map(({ title, rows }) => (
            <Fragment key={title}>
              <tr>
                <th colSpan={roles.length + 1} scope="colgroup" className="rolematrix-section">
                  {title}
                </th>
              </tr>
              {rows.map((row) => {
                line += 1;
                const here = line;
                return (
                  <tr key={row.name}>
                    <th scope="row">
                      {words(row.title) || row.name}
                      <code>{row.name}</code>
                    </th>
                    {roles.map((role, i) => (
                      <MatrixCell
                        key={role.name}
                        place={`${here} ${i}`}
                        active={at[0] === here && at[1] === i}
                        own={role.name === own}
                        on={row.on(role)}
                        note={row.note?.(role) ?? ""}
                        label={t(`builder.role.cell.${row.kind}`, { role: words(role.title) || role.name, what: words(row.title) || row.name })}
                        states={[t(`builder.role.off.${row.kind}`), t(`builder.role.on.${row.kind}`)]}
                        onFocus={() => setAt([here, i])}
                        {...(row.turn && !readOnly && !row.fixed?.(role) ? { onTurn: () => row.turn?.(role, !row.on(role)) } : {})}
                      />
                    ))}
                  </tr>
                );
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
