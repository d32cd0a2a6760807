/** The pages of the room beside each other. */
export const PLACES = [
  { to: "/incidents", word: "list" },
  { to: "/silences", word: "silences" },
  { to: "/messages", word: "messages" },
  { to: "/rules", word: "rules" },
] as const;
