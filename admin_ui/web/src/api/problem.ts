import type { Issue } from "./types";

/** What the server answered instead of data (RFC 9457), or status 0 when it did not answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly issues: Issue[],
    /** Members beyond those of every problem, e.g. what is there now when a save came too late. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(title || `HTTP ${status}`);
  }

  static async of(response: Response): Promise<Problem> {
    const body = (await response.json().catch(() => ({}))) as Partial<Problem> & Record<string, unknown>;
    return new Problem(response.status, body.title ?? "", body.detail ?? "", body.issues ?? [], body);
  }

  static unreachable(): Problem {
    return new Problem(0, "", "", []);
  }
}
