const ENTITY: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " ", amp: "&" };

/** A message's words without the channel's markup (WeCom cards use <br> and <div>): always shown as text, never as HTML. */
export function plain(text: string): string {
  return text
    .replace(/<br\s*\/?>|<\/div>/gi, "\n")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => ENTITY[name] ?? "")
    .trim();
}
