// Answers on stdout, one line each, what the browser's evaluator says of each line {tree, values} on stdin.
// node browser_evaluator.mjs BUNDLE
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { evaluate, NAMES } = await import(pathToFileURL(process.argv[2]).href);
console.log(JSON.stringify(NAMES));
for await (const line of createInterface({ input: process.stdin })) {
  const { tree, values } = JSON.parse(line);
  console.log(JSON.stringify(evaluate(tree, values)));
}
