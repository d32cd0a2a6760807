import type { UnitOutlook } from "../api/outlook";

export interface Bar {
  name: "time" | "target" | "actual";
  share: number;
  /** Of the bar's ground, 0 to 1. */
  width: number;
  /** Less is achieved than was due by now. */
  behind: boolean;
}

/** The shares of a period there are: for a rate only the time. All stand on one scale, which ends at 1 or at the largest. */
export function paceBars({ time_share, target_share, actual_share }: Pick<UnitOutlook, "time_share" | "target_share" | "actual_share">): Bar[] {
  const shares = { time: time_share, target: target_share, actual: actual_share };
  const known = Object.entries(shares).filter((pair): pair is [Bar["name"], number] => pair[1] !== null);
  const end = Math.max(1, ...known.map(([, share]) => share));
  const behind = target_share !== null && actual_share !== null && actual_share < target_share;
  return known.map(([name, share]) => ({ name, share, width: Math.min(1, Math.max(0, share / end)), behind: name === "actual" && behind }));
}
