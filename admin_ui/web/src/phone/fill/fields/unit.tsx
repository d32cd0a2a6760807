import { useLive } from "../../data/live";
import { useSigned } from "../../session";
import { words } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

/** Typed by its code; the units this phone knows are offered. The server knows them all. */
function View({ value, set, id, described, wrong }: ViewProps) {
  const { store } = useSigned();
  const known = useLive(() => store.units.toArray(), [store]) ?? [];
  const offered = new Map(known.flatMap((kept) => kept.units.map((unit) => [unit.code, words(unit.title)])));
  const title = offered.get((value as string) ?? "");
  return (
    <>
      <input
        id={id} className="input" type="text" list={`${id}-known`} autoCapitalize="characters" autoComplete="off" spellCheck={false}
        value={(value as string) ?? ""} aria-describedby={described} aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value.trim() || null)}
      />
      <datalist id={`${id}-known`}>
        {[...offered].slice(0, 500).map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
      {title ? <p className="soft">{title}</p> : null}
    </>
  ); // prettier-ignore
}

export const FIELD: PhoneField = { View };
