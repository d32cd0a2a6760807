declare module "node:fs" {
  export function readFileSync(file: string | URL, encoding: "utf8"): string;
}
