import type { KindCard } from "./changes";

/** The order in which somebody builds: who works, what data comes, what it says, what is wanted, what is watched, who sees it. */
const ORDER = ["app", "org", "calendar", "source", "dataset", "form", "photo_standard", "indicator", "target_plan", "scale", "rule", "channel", "dashboard", "role"];

/** Kinds in the order of building; those of plug-ins after, by name. */
export function inOrder<T extends Pick<KindCard, "kind">>(kinds: readonly T[]): T[] {
  const place = ({ kind }: T) => (ORDER.indexOf(kind) < 0 ? ORDER.length : ORDER.indexOf(kind));
  return [...kinds].sort((a, b) => place(a) - place(b) || a.kind.localeCompare(b.kind));
}
