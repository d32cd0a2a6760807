/** Every type of field there is here. */

import type { PhoneField } from "./contract";

const found = import.meta.glob<PhoneField>("./fields/*.tsx", { import: "FIELD", eager: true });

const TYPES = new Map(Object.entries(found).map(([path, field]) => [/(\w+)\.tsx$/.exec(path)![1]!, field]));

/** Undefined: this build is older than the form. */
export function typeOf(name: string): PhoneField | undefined {
  return TYPES.get(name);
}

export const KNOWN = [...TYPES.keys()];
