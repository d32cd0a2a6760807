import createClient, { type Middleware } from "openapi-fetch";
import { headersFor, noteSignedOut } from "./call";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

/** A shape of the API by its name in the OpenAPI document, e.g. `Shape<"Home">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

const ours: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersFor(request.method))) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return response;
    if (response.status === 401 && schemaPath !== "/api/v1/session") noteSignedOut();
    throw await Problem.of(response);
  },
  onError() {
    return Problem.unreachable();
  },
};

/**
 * The API, typed by the OpenAPI document (`./run api` writes `schema.d.ts`). Refusals are thrown as `Problem`.
 *
 * @example const home = await ask(api.GET("/api/v1/home", { params: { query: { day } } }));
 */
export const api = createClient<paths>({ credentials: "same-origin" });
api.use(ours);

/** The answer's body. */
export async function ask<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T; // a refusal was thrown
}
