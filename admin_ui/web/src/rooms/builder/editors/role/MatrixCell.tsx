import { CheckOutlined, MinusOutlined } from "@ant-design/icons";

interface Cell {
  place: string;
  active: boolean;
  own: boolean;
  on: boolean;
  note: string;
  label: string;
  /** The words for off and on. */
  states: [string, string];
  onFocus: () => void;
  /** Left out: the cell can only be looked at. */
  onTurn?: () => void;
}

/** One right of one role: a sign and a word, turned by a press. */
export function MatrixCell({ place, active, own, on, note, label, states, onFocus, onTurn }: Cell) {
  const Sign = on ? CheckOutlined : MinusOutlined;
  const said = states[on ? 1 : 0];
  return (
    <td className={own ? "rolematrix-own" : undefined}>
      <button type="button" data-cell={place} tabIndex={active ? 0 : -1} aria-pressed={on} aria-disabled={onTurn === undefined} aria-label={`${label}: ${said}`} title={said} className={`matrixcell matrixcell-${on ? "on" : "off"}`} onFocus={onFocus} onClick={onTurn}>
        <Sign aria-hidden />
        <span>{said}</span>
        {note ? <small>{note}</small> : null}
      </button>
    </td>
  );
}
