import { isObject, type Json } from "../../logic/path";

export type Duty = { [key: string]: Json };

export const EVERY = ["duty_day", "day", "week", "month"] as const;

/** The duties of a form, as written. */
export const dutiesOf = (form: Json): Duty[] => (isObject(form) && Array.isArray(form.duties) ? form.duties.filter(isObject) : []);

/** On which days of the week: those of a daily duty, the due day of a weekly one. */
export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** A duty at another pace: what belongs to the old one alone goes. */
export function paced(duty: Duty, every: string): Duty {
  const { weekdays, month_day: _, ...rest } = duty;
  if (every === "week") return { ...rest, every, weekdays: [(Array.isArray(weekdays) && weekdays[0]) || "friday"] };
  return { ...rest, every };
}

/** What a new duty begins with: every duty day, to be done in working hours. */
export function newDuty(taken: readonly Duty[], title: { zh: string; en: string }): Duty {
  const names = new Set(taken.map(({ name }) => name));
  let name = "daily";
  for (let i = 2; names.has(name); i += 1) name = `daily_${i}`;
  return { name, title, roles: [], every: "duty_day", due: "18:00" };
}

/** The duty with one field set; undefined takes it away. */
export function withPart(duty: Duty, name: string, next: Json | undefined): Duty {
  const { [name]: _, ...rest } = duty;
  return next === undefined ? rest : { ...duty, [name]: next };
}

/** Changes of the reminder; without anything in it there is none. */
export function withRemind(duty: Duty, name: string, next: Json | undefined): Duty {
  const old = isObject(duty.remind) ? duty.remind : {};
  const made = withPart(old, name, next);
  return withPart(duty, "remind", Object.keys(made).length ? made : undefined);
}
