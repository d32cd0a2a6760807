import { headersFor } from "../../api/call";
import { Problem } from "../../api/problem";
import type { Asked } from "./queries";

/** A copy of a board as the server writes it; refusals are thrown as `Problem`. */
export async function exported(name: string, format: "pdf" | "xlsx" | "png", asked: Asked): Promise<Response> {
  const given = Object.entries({ ...asked, format }).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const path = `/api/v1/boards/${encodeURIComponent(name)}/export?${new URLSearchParams(given)}`;
  const answer = await fetch(path, { headers: headersFor("GET"), credentials: "same-origin" }).catch(() => Promise.reject(Problem.unreachable()));
  if (!answer.ok) throw await Problem.of(answer);
  return answer;
}

export function save(content: Blob, file: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The file's name as the server gives it. */
export function nameOf(answer: Response, otherwise: string): string {
  const found = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
  return found ? decodeURIComponent(found) : otherwise;
}

/** What is copied of each element's style; all of them would take ten times as long. */
const LOOKS = `align-content align-items align-self background background-clip border-bottom border-collapse border-left
  border-radius border-right border-spacing border-top bottom box-shadow box-sizing clip-path color column-gap display
  flex-basis flex-direction flex-grow flex-shrink flex-wrap float font-family font-size font-style font-variant-numeric
  font-weight grid-area grid-auto-flow grid-auto-rows grid-column-end grid-column-start grid-row-end grid-row-start
  grid-template-columns grid-template-rows height justify-content justify-items justify-self left letter-spacing
  line-height list-style margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width
  opacity order overflow overflow-wrap padding-bottom padding-left padding-right padding-top position right row-gap
  table-layout text-align text-decoration text-overflow text-transform top transform vertical-align visibility
  white-space width word-break z-index -webkit-box-orient -webkit-line-clamp`.split(/\s+/);
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family", "vector-effect"];

/** Writes the style sheets' say on the insides of drawings into the elements (a copy knows them only so); returns the way back. */
function pinned(part: HTMLElement): () => void {
  const inside = [...part.querySelectorAll<SVGElement>("svg *")].map((node) => ({ node, before: node.getAttribute("style"), style: getComputedStyle(node) }));
  const wanted = inside.map(({ style }) => DRAWN.map((name) => [name, style.getPropertyValue(name)] as const));
  inside.forEach(({ node }, at) => wanted[at]?.forEach(([name, value]) => node.style.setProperty(name, value)));
  return () => inside.forEach(({ node, before }) => (before === null ? node.removeAttribute("style") : node.setAttribute("style", before)));
}

/** A picture of a part of the page with lines of text under it. */
export async function picture(part: HTMLElement, lines: readonly string[]): Promise<Blob> {
  const { toCanvas } = await import("html-to-image");
  const style = getComputedStyle(document.documentElement);
  const ground = style.getPropertyValue("--canvas").trim();
  const restore = pinned(part);
  const drawn = await toCanvas(part, { pixelRatio: 2, backgroundColor: ground, skipFonts: true, includeStyleProperties: LOOKS }).finally(restore);
  const line = 36;
  const whole = document.createElement("canvas");
  whole.width = drawn.width;
  whole.height = drawn.height + line * (lines.length + 1);
  const pen = whole.getContext("2d");
  if (!pen) throw new Problem(500, "", "", []);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, whole.width, whole.height);
  pen.drawImage(drawn, 0, 0);
  pen.fillStyle = style.getPropertyValue("--ink-soft").trim();
  pen.font = `24px ${getComputedStyle(document.body).fontFamily}`;
  lines.forEach((text, at) => pen.fillText(text, 32, drawn.height + line * (at + 1), whole.width - 64));
  return new Promise((done, failed) => whole.toBlob((blob) => (blob ? done(blob) : failed(new Problem(500, "", "", []))), "image/png"));
}
