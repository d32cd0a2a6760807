/** Where to go after sign-in: a path of this very site, else home (no open redirect). */
export function safeNext(next: string | null | undefined): string {
  if (!next || !next.startsWith("/") || next.startsWith("//")) return "/";
  // A browser reads "\" as "/", and drops control characters and white space inside an address.
  if (/[\\\u0000-\u0020\u007f]/.test(next) || next.startsWith("/login")) return "/";
  return next;
}
