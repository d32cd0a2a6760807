/** The pages of the room and who may enter each, in their order. */
export const PLACES = [
  { to: "/admin/users", word: "users", permission: "manage_users" },
  { to: "/admin/posts", word: "posts", permission: "manage_users" },
  { to: "/admin/tokens", word: "tokens", permission: "manage_tokens" },
  { to: "/admin/audit", word: "audit", permission: "read_audit" },
  { to: "/admin/jobs", word: "jobs", permission: "read_jobs" },
  { to: "/admin/system", word: "system", permission: "read_jobs" },
] as const;
