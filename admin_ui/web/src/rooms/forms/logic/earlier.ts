import type { Reason } from "../shapes";

/** Earlier photos that reasons point at ("seen before"), by whatever name a check puts their id into its numbers. */
export function earlierIn(reasons: readonly Reason[]): { photo: string; code: string }[] {
  const found = reasons.flatMap(({ code, data }) =>
    Object.entries(data ?? {}).flatMap(([name, value]) => (typeof value === "string" && /photo|earlier/.test(name) && /^[0-9a-f-]{36}$/.test(value) ? [{ photo: value, code }] : [])),
  );
  return found.filter(({ photo }, i) => found.findIndex((one) => one.photo === photo) === i);
}
