import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { Link } from "react-router";
import { useWords } from "../../../../i18n/words";
import { isObject, type Json, within } from "../../logic/path";
import { partsOf, spoken } from "../rule/sentence";
import { dutiesOf, type Duty, EVERY, newDuty, paced, WEEKDAYS, withPart, withRemind } from "./duties";
import { IssueLines } from "./IssueLines";
import { type Part, useLevelTitle, useNamed } from "./shared";
import "../rule/Sentence.css";

/** Who fills it in, how often, by when: each duty is a sentence whose blanks are controls, and that reads itself back. */
export function Duties({ change, form, issues, readOnly, onChange }: Part) {
  const { t } = useWords();
  const duties = dutiesOf(form);
  const set = (next: Duty[]) => onChange(withPart(form, "duties", next.length ? next : undefined));
  const title = (lng: string) => t("builder.form.duty.first", { lng });
  return (
    <section className="formpart" data-path="$.duties" aria-labelledby="form-duties">
      <h3 id="form-duties">{t("builder.form.duty.title")}</h3>
      <p className="soft">{t(duties.length ? "builder.form.duty.lead" : "builder.form.duty.none")}</p>
      {duties.map((duty, at) => (
        <Sentence
          key={at}
          at={at}
          duty={duty}
          change={change}
          level={form.level}
          readOnly={readOnly}
          issues={issues.filter(({ path }) => within(path, `$.duties[${at}]`))}
          onChange={(next) => set(duties.map((one, i) => (i === at ? next : one)))}
          onRemove={() => set(duties.filter((_, i) => i !== at))}
        />
      ))}
      {readOnly ? null : (
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => set([...duties, newDuty(duties, { zh: title("zh"), en: title("en") })])}>
          {t("builder.form.duty.add")}
        </Button>
      )}
    </section>
  );
}

interface Said {
  at: number;
  duty: Duty;
  change: string;
  level: Json | undefined;
  readOnly: boolean;
  issues: Part["issues"];
  onChange: (duty: Duty) => void;
  onRemove: () => void;
}

function Sentence({ at, duty, change, level, readOnly, issues, onChange, onRemove }: Said) {
  const { t, words } = useWords();
  const levelTitle = useLevelTitle(change);
  const roles = useNamed(change, "role");
  const channels = useNamed(change, "channel");
  const path = `$.duties[${at}]`;
  const set = (name: string, next: Json | undefined) => onChange(withPart(duty, name, next));
  const remind = isObject(duty.remind) ? duty.remind : {};
  // As the server has it: with a reminder, also after the time unless that is switched off.
  const late = isObject(duty.remind) && remind.after !== false;
  const every = typeof duty.every === "string" ? duty.every : "duty_day";
  const chosen = (name: string) => (Array.isArray(duty[name]) ? (duty[name] as string[]) : []);
  const titleOf = (list: typeof roles, name: unknown) => words(list.find(({ value }) => value === name)?.title) || String(name ?? "");
  const bad = (name: string) => (issues.some((issue) => within(issue.path, `${path}.${name}`) && issue.level === "error") ? ({ status: "error" } as const) : {});
  const day = (one: string) => t(`builder.form.weekday.${one}`, { defaultValue: one });
  const time = (name: "opens" | "due") => (
    <span className="sentence-control" data-path={`${path}.${name}`}>
      <Input type="time" className="formduty-time" aria-label={t(`builder.form.duty.${name}`)} readOnly={readOnly} {...bad(name)} value={typeof duty[name] === "string" ? duty[name] : ""} onChange={({ target }) => set(name, target.value || undefined)} />
    </span>
  );
  const control = (hole: string) => {
    if (hole === "roles")
      return (
        <span className="sentence-control" data-path={`${path}.roles`}>
          <Select mode="multiple" className="formduty-roles" aria-label={t("builder.form.duty.roles")} placeholder={t("builder.form.duty.roles")} disabled={readOnly} {...bad("roles")} value={chosen("roles") as string[]} options={roles.map(({ value, title }) => ({ value, label: words(title) || value }))} onChange={(next: string[]) => set("roles", next)} />
        </span>
      );
    if (hole === "level") return <strong>{words(levelTitle(level)) || "…"}</strong>;
    if (hole === "every")
      return (
        <>
          <span className="sentence-control" data-path={`${path}.every`}>
            <Select aria-label={t("builder.form.duty.every")} disabled={readOnly} popupMatchSelectWidth={false} {...bad("every")} value={every} options={EVERY.map((value) => ({ value, label: t(`builder.form.every.${value}`) }))} onChange={(next: string) => onChange(paced(duty, next))} />
          </span>
          {every === "day" || every === "week" ? (
            <span className="sentence-control" data-path={`${path}.weekdays`}>
              <Select mode="multiple" className="formduty-roles" aria-label={t("builder.form.duty.weekdays")} placeholder={t("builder.form.duty.weekdays")} disabled={readOnly} {...bad("weekdays")} value={chosen("weekdays")} options={WEEKDAYS.map((value) => ({ value, label: day(value) }))} onChange={(next: string[]) => set("weekdays", every === "week" ? next.slice(-1) : next.length ? WEEKDAYS.filter((one) => next.includes(one)) : undefined)} />
            </span>
          ) : every === "month" ? (
            <span className="sentence-control" data-path={`${path}.month_day`}>
              <InputNumber className="sentence-number" aria-label={t("builder.form.duty.monthDay")} placeholder={t("builder.form.duty.lastDay")} readOnly={readOnly} precision={0} min={1} max={31} value={typeof duty.month_day === "number" ? duty.month_day : null} onChange={(next) => set("month_day", next ?? undefined)} />
            </span>
          ) : null}
        </>
      );
    if (hole === "minutes")
      return (
        <span className="sentence-control" data-path={`${path}.remind.minutes_before`}>
          <InputNumber className="sentence-number" aria-label={t("builder.form.duty.minutes")} readOnly={readOnly} precision={0} min={0} max={1440} value={typeof remind.minutes_before === "number" ? remind.minutes_before : null} onChange={(next) => onChange(withRemind(duty, "minutes_before", next ?? undefined))} />
        </span>
      );
    if (hole === "after")
      return (
        <span className="sentence-control" data-path={`${path}.remind.after`}>
          <Checkbox disabled={readOnly} checked={late} onChange={({ target }) => onChange(withRemind(duty, "after", target.checked))}>
            {t("builder.form.duty.after")}
          </Checkbox>
        </span>
      );
    if (hole === "channel")
      return (
        <span className="sentence-control" data-path={`${path}.remind.channel`}>
          <Select aria-label={t("builder.form.duty.channel")} placeholder={t("builder.form.duty.channel")} disabled={readOnly} allowClear popupMatchSelectWidth={false} value={typeof remind.channel === "string" ? remind.channel : null} options={channels.map(({ value, title }) => ({ value, label: words(title) || value }))} onChange={(next: string | undefined) => onChange(withRemind(duty, "channel", next))} />
        </span>
      );
    return time(hole === "opens" ? "opens" : "due");
  };
  const say = (hole: string): string => {
    if (hole === "roles") return chosen("roles").map((one) => titleOf(roles, one)).join(t("builder.form.and")) || "…";
    if (hole === "level") return words(levelTitle(level)) || "…";
    if (hole === "every") {
      if (every === "month") return typeof duty.month_day === "number" ? t("builder.form.every.monthOn", { day: duty.month_day }) : t("builder.form.every.monthEnd");
      return chosen("weekdays").length ? t("builder.form.every.on", { days: chosen("weekdays").map(day).join(t("builder.form.and")) }) : t(`builder.form.every.${every}`, { defaultValue: every });
    }
    if (hole === "opens") return typeof duty.opens === "string" ? duty.opens : t("builder.form.duty.begin");
    return typeof duty[hole] === "string" ? duty[hole] : "…";
  };
  const parts = partsOf(t("builder.form.duty.sentence"));
  const reminders = [
    typeof remind.minutes_before === "number" ? t("builder.form.duty.before", { minutes: remind.minutes_before }) : "",
    late ? t("builder.form.duty.late") : "",
  ].filter(Boolean);
  const title = isObject(duty.title) ? duty.title : {};
  return (
    <div className="sentence formduty" data-path={path}>
      <div className="formduty-head">
        <Input className="formduty-name" readOnly={readOnly} aria-label={t("builder.form.duty.nameZh")} value={String(title.zh ?? "")} onChange={({ target }) => set("title", { zh: target.value, en: title.en === title.zh ? target.value : (title.en ?? "") })} />
        <Input className="formduty-name" readOnly={readOnly} aria-label={t("builder.form.duty.nameEn")} value={String(title.en ?? "")} onChange={({ target }) => set("title", { zh: title.zh ?? "", en: target.value })} />
        {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: words(title as { zh: string; en: string }) })} onClick={onRemove} />}
      </div>
      <div className="sentence-line">
        {parts.map((part, i) => ("text" in part ? <span key={i}>{part.text}</span> : <span key={i}>{control(part.hole)}</span>))}
      </div>
      <div className="sentence-line">
        {partsOf(t("builder.form.duty.reminder")).map((part, i) => ("text" in part ? <span key={i}>{part.text}</span> : <span key={i}>{control(part.hole)}</span>))}
      </div>
      <p className="formduty-said" aria-live="polite">
        <span className="soft">{t("builder.formula.words")}</span> {spoken(parts, say)}
        {reminders.length ? t("builder.form.duty.reminded", { how: reminders.join(t("builder.form.and")), channel: titleOf(channels, remind.channel) || "…" }) : t("builder.form.duty.silent")}
      </p>
      <IssueLines issues={issues} />
      {issues.some(({ code }) => code === "N719") ? (
        <p className="small">
          {chosen("roles").map((role) => (
            <Link key={role} to={`/builder/role/${role}`}>
              {t("builder.field.openThe", { title: titleOf(roles, role) })}{" "}
            </Link>
          ))}
        </p>
      ) : null}
    </div>
  );
}
