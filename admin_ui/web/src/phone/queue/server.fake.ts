/** A server of a few lines for the queue's tests: it keeps what comes and can lose a call before or after it is done. */

import { sha256 } from "../data/ids";
import type { Body } from "../data/store";

interface File {
  token: string;
  sha256: string;
  size: number;
  bytes: Uint8Array[];
  received: number;
  state: "coming" | "stored" | "refused";
}

export class FakeServer {
  calls: string[] = [];
  submissions = new Map<string, string>();
  stores = 0;
  files = new Map<string, File>();
  person = "me";
  signedIn = true;
  chunk = 4;
  /** "before": the call never arrives; "after": it is done, and the answer is lost; a number is the answer's status. */
  fault: (call: number, what: string) => "before" | "after" | number | undefined = () => undefined;
  conflictFor = new Set<string>();
  refuse: (id: string) => boolean = () => false;

  fetch = (async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input), "http://x");
    const what = `${init?.method} ${url.pathname.replace("/api/v1", "")}`;
    this.calls.push(what);
    const fault = this.fault(this.calls.length, what);
    if (fault === "before") throw new TypeError("network");
    if (typeof fault === "number") return answer(fault, { detail: `no: ${fault}` });
    const done = this.signedIn ? await this.answered(what, url, init) : answer(401, {});
    if (fault === "after") throw new TypeError("network");
    return done;
  }) as typeof fetch;

  private async answered(what: string, url: URL, init?: RequestInit): Promise<Response> {
    if (what === "GET /session") return answer(200, { user: { public_id: this.person }, csrf: "c" });
    if (what === "POST /field/submissions") return this.take(JSON.parse(String(init?.body)) as Body);
    if (what === "POST /field/attachments") return this.begin(JSON.parse(String(init?.body)) as never);
    const file = [...this.files.values()].find((one) => url.pathname.endsWith(`/${one.token}`));
    if (!file) return answer(404, {});
    if (init?.method === "GET") return answer(200, shown(file));
    return this.part(file, url, init?.body as FormData);
  }

  private take(body: Body): Response {
    if (this.conflictFor.has(body.id)) return answer(409, { conflict: "c1", detail: "another content" });
    const content = JSON.stringify({ ...body, phone_now: null });
    const known = this.submissions.get(body.id);
    if (known === undefined) this.stores += 1;
    else if (known !== content) return answer(409, { conflict: "c1" });
    this.submissions.set(body.id, content);
    const here = body.attachments.filter((one) => this.files.get(one.id)?.state === "stored");
    const stored = Object.fromEntries(here.map((one) => [one.id, this.files.get(one.id)!.sha256]));
    const whole = here.length === body.attachments.length;
    const missing = body.attachments.filter((one) => !(one.id in stored)).map((one) => one.id);
    const state = whole ? "complete" : "waiting_for_photos";
    return answer(known === undefined ? 201 : 200, { id: body.id, state, missing, stored, day: "2026-11-23", flags: [] });
  }

  private begin(wish: { id: string; sha256: string; size: number }): Response {
    const fresh: File = { token: `t-${wish.id}`, sha256: wish.sha256, size: wish.size, bytes: [], received: 0, state: "coming" };
    const file = this.files.get(wish.id) ?? fresh;
    this.files.set(wish.id, file);
    return answer(200, { ...shown(file), token: file.token, chunk: this.chunk });
  }

  private async part(file: File, url: URL, form: FormData): Promise<Response> {
    const bytes = new Uint8Array(await (form.get("file") as Blob).arrayBuffer());
    if (Number(url.searchParams.get("offset")) !== file.received) return answer(409, shown(file));
    if (bytes.length > this.chunk) return answer(413, {});
    if ((await sha256(bytes.buffer)) !== url.searchParams.get("sha256")) return answer(422, {});
    file.bytes.push(bytes);
    file.received += bytes.length;
    if (file.received >= file.size) {
      const whole = new Blob(file.bytes as never[]);
      file.state = this.refuse(file.token) || (await sha256(await whole.arrayBuffer())) !== file.sha256 ? "refused" : "stored";
    }
    return answer(200, shown(file));
  }
}

function shown(file: File) {
  const refusal = file.state === "refused" ? { message: { zh: "too dark zh", en: "too dark" } } : null;
  return { received: file.received, state: file.state, sha256: file.state === "stored" ? file.sha256 : null, refusal };
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}
