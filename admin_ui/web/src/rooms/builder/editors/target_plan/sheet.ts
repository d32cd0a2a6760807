import type { Shape } from "../../../../api/client";
import { majorOf, minorOf } from "./decimal";

export type Grid = Shape<"Grid">;
export type GridUnit = Grid["units"][number];
export const TOTAL = "total";

/** A cell to be written; `amount` null empties it. */
export interface Cell {
  unit: string;
  column: string;
  amount: string | null;
}

/** What stands in a cell: the amount that counts, whether it was stated there, and parent − Σ children where they differ. */
export interface Shown {
  amount: bigint | null;
  stated: boolean;
  gap: bigint | null;
}

/** One line and tier while it is worked on: what is stated by unit and column, the total, the locks. */
export class Sheet {
  readonly byCode: Map<string, GridUnit>;
  readonly children = new Map<string | null, GridUnit[]>();
  readonly columns: string[];
  private readonly stated = new Map<string, Map<string, bigint>>();
  private readonly found = new Map<string, Map<string, Shown>>();

  constructor(
    readonly grid: Grid,
    total: string,
    readonly locked: ReadonlySet<string>,
    cells: Iterable<Cell> = [],
  ) {
    this.columns = [TOTAL, ...grid.months];
    this.byCode = new Map(grid.units.map((unit) => [unit.code, unit]));
    for (const unit of grid.units) {
      const near = this.children.get(unit.parent ?? null);
      if (near) near.push(unit);
      else this.children.set(unit.parent ?? null, [unit]);
      const row = new Map<string, bigint>();
      [unit.total, ...unit.cells].forEach((text, place) => this.put(row, this.columns[place] as string, text));
      this.stated.set(unit.code, row);
    }
    for (const { unit, column, amount } of cells) this.put(this.row(unit), column, amount);
    const top = this.top;
    if (grid.spread === "amount" && top) this.put(this.row(top.code), TOTAL, total);
    if (grid.spread === "amount") this.sum();
    else this.handDown(minorOf(total, grid.digits));
  }

  get top(): GridUnit | undefined {
    return this.children.get(null)?.[0];
  }

  shown(unit: string, column: string): Shown {
    return this.found.get(unit)?.get(column) ?? { amount: null, stated: false, gap: null };
  }

  /** What is stated in a cell, as decimal text; null: nothing is. */
  statedText(unit: string, column: string): string | null {
    const amount = this.stated.get(unit)?.get(column);
    return amount === undefined ? null : majorOf(amount, this.grid.digits);
  }

  /** Units with a gap in some column, in order, each with its gaps. */
  gaps(): { unit: GridUnit; column: string; gap: bigint }[] {
    return this.grid.units.flatMap((unit) => this.columns.flatMap((column) => (this.shown(unit.code, column).gap ? [{ unit, column, gap: this.shown(unit.code, column).gap as bigint }] : [])));
  }

  /** Leaves that are open at some time and have no target at all. */
  uncovered(): GridUnit[] {
    if (this.grid.spread === "rate") return [];
    return this.grid.units.filter((unit) => unit.leaf && unit.shut.length < this.grid.months.length && this.shown(unit.code, TOTAL).amount === 0n);
  }

  /** Why a cell cannot be typed into: a key of the texts; null: it can. */
  refusal(unit: GridUnit, column: string): "frozen" | "locked" | "shut" | null {
    if (this.grid.frozen.includes(column)) return "frozen";
    if (this.grid.spread === "rate") return null;
    if (unit.leaf && this.locked.has(unit.code)) return "locked";
    return unit.shut.includes(this.grid.months.indexOf(column)) ? "shut" : null;
  }

  private row(unit: string): Map<string, bigint> {
    const row = this.stated.get(unit) ?? new Map<string, bigint>();
    this.stated.set(unit, row);
    return row;
  }

  private put(row: Map<string, bigint>, column: string, text: string | null | undefined): void {
    const amount = text === null || text === undefined ? null : minorOf(text, this.grid.digits);
    if (amount === null) row.delete(column);
    else row.set(column, amount);
  }

  /** Parents = what was stated, else Σ children: from the leaves up, in whole minor units. */
  private sum(): void {
    const { months, units } = this.grid;
    const top = this.top?.code;
    for (let place = units.length - 1; place >= 0; place -= 1) {
      const unit = units[place] as GridUnit;
      const stated = this.row(unit.code);
      const row = new Map<string, Shown>();
      this.found.set(unit.code, row);
      const below = (column: string) => (this.children.get(unit.code) ?? []).reduce((sum, child) => sum + (this.shown(child.code, column).amount ?? 0n), 0n);
      let whole = 0n;
      let any = false;
      for (const month of months) {
        const own = stated.get(month);
        const under = unit.leaf ? 0n : below(month);
        const amount = own ?? under;
        any ||= own !== undefined;
        whole += amount;
        row.set(month, { amount, stated: own !== undefined, gap: unit.leaf || own === undefined || own === under ? null : own - under });
      }
      const under = unit.leaf ? whole : below(TOTAL);
      const own = unit.leaf && unit.code !== top ? undefined : stated.get(TOTAL);
      const amount = own ?? (any ? whole : under);
      row.set(TOTAL, { amount, stated: own !== undefined, gap: own === undefined || own === under ? null : own - under });
    }
  }

  /** A rate: the unit's own month, its own value, else those of the units above, else the line's. */
  private handDown(value: bigint | null): void {
    for (const unit of this.grid.units) {
      const own = this.row(unit.code);
      const above = unit.parent ? this.found.get(unit.parent) : undefined;
      const row = new Map<string, Shown>();
      for (const column of this.columns) {
        const mine = own.get(column) ?? own.get(TOTAL);
        row.set(column, { amount: mine ?? above?.get(column)?.amount ?? value, stated: own.has(column), gap: null });
      }
      this.found.set(unit.code, row);
    }
  }
}

/** The units to be seen: those under a folded one are not. */
export function unfolded(units: readonly GridUnit[], folded: ReadonlySet<string>): GridUnit[] {
  const hidden = new Set<string>();
  return units.filter((unit) => {
    const gone = unit.parent !== null && unit.parent !== undefined && (hidden.has(unit.parent) || folded.has(unit.parent));
    if (gone) hidden.add(unit.code);
    return !gone;
  });
}
