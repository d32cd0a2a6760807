/** The third evaluator: a formula's tree over one record, in the browser. It gives the answers of Python and of SQL. */

import { called } from "./functions";
import { among, combined, logic, negated, not } from "./operators";
import type { Node, Operation, Scalar } from "./tree";
import { finish, literal, read, type Value } from "./values";

/** A record: plain JSON by name. A day is "2026-11-01", an instant ISO text with its offset, money minor units. */
export type Values = Readonly<Record<string, unknown>>;

/** The formula's value; null where there is none. Never throws for any record. */
export function evaluate(tree: Node, values: Values): Scalar {
  return finish(valueOf(tree, values));
}

function valueOf(node: Node, values: Values): Value {
  if ("name" in node) return read(Object.hasOwn(values, node.name) ? values[node.name] : null, node.type);
  if ("operator" in node) return operation(node, values);
  if ("call" in node) return called(node.call, partsOf(node.of, values));
  return literal(node.value, node.type);
}

function partsOf(nodes: Node[], values: Values): Value[] {
  return nodes.map((part) => valueOf(part, values));
}

function operation({ operator, of, choices }: Operation, values: Values): Value {
  if (operator === "if") {
    const test = valueOf(of[0]!, values);
    return test === true ? valueOf(of[1]!, values) : test === false ? valueOf(of[2]!, values) : null;
  }
  const parts = partsOf(of, values);
  const first = parts[0]!;
  switch (operator) {
    case "and":
    case "or":
      return logic(operator, parts);
    case "not":
      return not(first);
    case "negate":
      return negated(first);
    case "in":
    case "not in": {
      const found = among(first, (choices ?? []).map((choice) => literal(choice.value, choice.type)));
      return operator === "in" ? found : not(found);
    }
    default:
      return combined(operator, first, parts[1] ?? null);
  }
}
