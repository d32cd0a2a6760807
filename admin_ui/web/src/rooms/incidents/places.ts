/** The pages of the room beside each other. */
export const PLACES = [
  { to: "/incidents", word: "list" },
] as const;
