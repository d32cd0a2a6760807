/** The pages of the room and who may enter each (one permission of these), in their order. */
export const PLACES = [
  { to: "/forms", word: "overview", permissions: ["read_submissions"] },
  { to: "/forms/submissions", word: "submissions", permissions: ["read_submissions"] },
  { to: "/forms/photos", word: "photos", permissions: ["read_submissions"] },
  { to: "/forms/completeness", word: "completeness", permissions: ["read_submissions"] },
  { to: "/forms/reviews", word: "reviews", permissions: ["review_submissions"] },
  { to: "/forms/versions", word: "versions", permissions: ["read_submissions"] },
] as const;
