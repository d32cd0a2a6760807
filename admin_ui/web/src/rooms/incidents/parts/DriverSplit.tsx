import type { Driver } from "../../../api/incident";
import type { Text } from "../../../api/types";
import { splitBars } from "../../../format/split";
import { useWords } from "../../../i18n/words";
import "./DriverSplit.css";

const percent = (share = 0) => `${(share * 100).toFixed(2)}%`;

/** The gap split into its drivers: bars to the left take away, bars to the right add. First line: the gap; then one for each driver. */
export function DriverSplit({ lines, drivers }: { lines: readonly Text[]; drivers: readonly Driver[] }) {
  const { words } = useWords();
  const bars = splitBars(drivers.map(({ part }) => part));
  const [total, ...each] = lines;
  return (
    <>
      <p>{words(total)}</p>
      <ul className="driversplit">
        {drivers.map((driver, place) => (
          <li key={driver.name}>
            <span>{words(each[place]) || words(driver.title)}</span>
            <svg aria-hidden="true">
              <rect className="driversplit-ground" width="100%" height="12" />
              <rect
                className={driver.part < 0 ? "driversplit-less" : "driversplit-more"}
                x={percent(bars[place]?.from)}
                width={percent(bars[place]?.size)}
                y="1"
                height="10"
              />
              <rect className="driversplit-zero" x={percent(bars[place]?.zero)} width="1" height="12" />
            </svg>
          </li>
        ))}
      </ul>
    </>
  );
}
