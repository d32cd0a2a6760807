import { Form, Input, Modal, Select } from "antd";
import type { Incident, May } from "../../../api/incident";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Acknowledged, acts, useAct, useAnswerers } from "../queries";

export type Answer = keyof May;

interface Said {
  reason?: string;
  note?: string;
  person?: string;
  due?: string;
}

function send(id: string, answer: Answer, { reason, note = "", person = "", due = "" }: Said): Promise<Incident | Acknowledged> {
  const words = note.trim();
  const reasoned = reason ? { reason_code: reason } : {};
  if (answer === "assign") return acts.assign(id, person);
  if (answer === "act") return acts.plan(id, { text: words, owner: person, due_on: due });
  if (answer === "comment") return acts.comment(id, words);
  if (answer === "close") return acts.close(id, { ...reasoned, note: words });
  if (answer === "reopen") return acts.reopen(id, words);
  return acts.acknowledge(id, { ...reasoned, ...(words ? { note: words } : {}) });
}

const NOTE: Record<string, string> = { act: "todo", comment: "text", close: "noteWhy", reopen: "noteAgain" };

/** The form of one answer. Where somebody was quicker, it says who, and when. */
export function AnswerForm({ incident, answer, onEnd }: { incident: Incident; answer: Answer; onEnd: (said?: string) => void }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const [form] = Form.useForm<Said>();
  const id = incident.public_id;
  const asksWhom = answer === "assign" || answer === "act";
  const people = useAnswerers(id, asksWhom);
  const act = useAct<Said>(id, (said) => send(id, answer, said));
  const submit = (said: Said) =>
    act.mutate(said, {
      onSuccess: (done) => {
        const late = "new" in done && !done.new && !(done as Acknowledged).by.me ? (done as Acknowledged) : undefined;
        onEnd(late ? t("incidents.form.already", { name: words(late.by.title), at: instant(late.at, zone, lang) }) : t("incidents.form.done"));
      },
    });
  const must = [{ required: true, whitespace: true, message: t("incidents.form.must") }];
  const free = answer === "acknowledge" || answer === "give_reason";
  return (
    <Modal open title={t(`incidents.bar.${answer}`)} okText={t("incidents.form.send")} cancelText={t("incidents.form.cancel")} confirmLoading={act.isPending} onCancel={() => onEnd()} onOk={() => form.submit()} destroyOnHidden>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {free || answer === "close" ? (
          <Form.Item name="reason" label={t("incidents.form.reason")} rules={answer === "give_reason" ? must : []}>
            <Select allowClear placeholder={t("incidents.form.noReason")} options={incident.reasons.map((one) => ({ value: one.name, label: words(one.title) }))} />
          </Form.Item>
        ) : null}
        {answer === "assign" ? null : (
          <Form.Item name="note" label={t(`incidents.form.${NOTE[answer] ?? "note"}`)} rules={free ? [] : must}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
        )}
        {asksWhom ? (
          <Form.Item name="person" label={t(answer === "act" ? "incidents.form.owner" : "incidents.form.person")} rules={must}>
            <Select
              loading={people.isPending}
              options={(people.data ?? []).map((one) => ({
                value: one.login,
                label: [words(one.title), words(one.role_title), words(one.unit_title), one.told ? t("incidents.form.told") : ""].filter(Boolean).join(" · "),
              }))}
            />
          </Form.Item>
        ) : null}
        {answer === "act" ? (
          <Form.Item name="due" label={t("incidents.form.due")} rules={must}>
            <Input type="date" />
          </Form.Item>
        ) : null}
      </Form>
      {people.error ? <ProblemNotice problem={people.error} /> : null}
      {act.error ? <ProblemNotice problem={act.error} /> : null}
    </Modal>
  );
}
