/** The pages of the room and who may enter each (one permission of these), in their order. */
export const PLACES = [
  { to: "/sources", word: "sources", permissions: ["read_sources"] },
  { to: "/data/completeness", word: "completeness", permissions: ["read_sources"] },
  { to: "/data/adjustments", word: "adjustments", permissions: ["read_sources", "request_adjustments"] },
] as const;
