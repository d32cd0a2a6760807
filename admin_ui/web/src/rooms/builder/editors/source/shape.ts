import type { Text } from "../../../../api/types";
import type { KindCard } from "../../changes";
import type { Node, Ui } from "../../logic/schema";
import type { Connectors } from "./source";

/** Fields that everybody fills in; the others are for the few who need them. */
const MAIN = new Set(["base_url", "auth", "file", "path", "method", "params", "paging"]);
const LATER = ["window", "source_time", "hold", "sla", "schedule_note"];
const INSIDE = { type: "object", additionalProperties: false };

interface Part {
  properties?: Record<string, Node>;
  required?: string[];
}

const object = (part: Part): Node => ({ ...INSIDE, properties: part.properties ?? {}, required: part.required ?? [] });

/** One of several ways, told apart by `type`. */
function ways(parts: readonly { name: string; schema: unknown }[], about: Node): Node {
  const options = parts.map(({ name, schema }) => {
    const part = schema as Part;
    return { ...INSIDE, properties: { type: { const: name }, ...part.properties }, required: ["type", ...(part.required ?? [])] };
  });
  return { ...(about.title ? { title: about.title } : {}), ...(about["x-text"] ? { "x-text": about["x-text"] } : {}), oneOf: options };
}

function pick(part: Part, wanted: (name: string) => boolean): Part {
  const properties = Object.fromEntries(Object.entries(part.properties ?? {}).filter(([name]) => wanted(name)));
  return { properties, required: (part.required ?? []).filter((name) => name in properties) };
}

/** The kind as the editor shows it: with the fields of its connector, log-in and paging filled in; `main` first, `later` folded. */
export function kindsOf(kind: KindCard, known: Connectors, connector: string): { basics: KindCard; main: KindCard; later: KindCard } {
  const found = known.connectors.find(({ name }) => name === connector);
  const { schema } = kind;
  const own = schema.properties ?? {};
  const connection = { ...(found?.connection as Part | undefined) };
  const request = { ...(found?.request as Part | undefined) };
  if (connection.properties?.auth) connection.properties = { ...connection.properties, auth: ways(known.auths, connection.properties.auth) };
  if (request.properties?.paging) request.properties = { ...request.properties, paging: ways(known.pagings, request.properties.paging) };
  const ours = Object.keys({ ...connection.properties, ...request.properties }).some((name) => MAIN.has(name));
  const isMain = (name: string) => !ours || MAIN.has(name);
  const parts = (wanted: (name: string) => boolean): Record<string, Node> => {
    const first = pick(connection, wanted);
    const then = pick(request, wanted);
    return {
      ...(Object.keys(first.properties ?? {}).length ? { connection: { ...own.connection, ...object(first) } } : {}),
      ...(Object.keys(then.properties ?? {}).length ? { request: { ...own.request, ...object(then) } } : {}),
    };
  };
  const words: Record<string, Record<string, Text>> = {
    ...kind.ui.words,
    "$.connection.auth.type": Object.fromEntries(known.auths.map(({ name, title }) => [name, title])),
    "$.request.paging.type": Object.fromEntries(known.pagings.map(({ name, title }) => [name, title])),
  };
  const made = (properties: Record<string, Node>): KindCard => {
    const ui: Ui = { ...kind.ui, words };
    delete ui.groups;
    return { ...kind, schema: { ...schema, properties, required: (schema.required ?? []).filter((name) => name in properties) }, ui };
  };
  const only = (names: readonly string[]) => Object.fromEntries(names.flatMap((name) => (own[name] ? [[name, own[name]]] : [])));
  return {
    basics: made(only(["title", "description"])),
    main: made(parts(isMain)),
    later: made({ ...parts((name) => !isMain(name)), ...only(LATER) }),
  };
}
