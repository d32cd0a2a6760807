import { Alert, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { fetchDraft, write } from "../../builder/changes";
import { isObject } from "../../builder/logic/path";
import { type FormBrief, useChange } from "../queries";
import type { FormState } from "../shapes";

const STATES: FormState[] = ["open", "closing", "closed"];

/** Open, closing or closed. Changing it is a change set of one line, published at once with a reason; without the right to publish it is left for review. */
export function StateSwitch({ form }: { form: FormBrief }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const go = useNavigate();
  const [wanted, setWanted] = useState<FormState | null>(null);
  const [reason, setReason] = useState("");
  const change = useChange(async (state: FormState) => {
    const { public_id: id } = await write.begin(t("forms.stateChange.title", { form: words(form.title) || form.name, state: t(`forms.formState.${state}`) }));
    const { value, revision } = await fetchDraft(id, "form", form.name);
    await write.draft(id, "form", form.name, { value: { ...(isObject(value) ? value : {}), state }, revision });
    if (may("publish_definitions")) await write.publish(id, { reason: reason.trim(), despite_cases: false });
    else void go("/builder/change");
  });
  if (!may("edit_definitions"))
    return <span className={`badge badge-${form.state === "open" ? "pass" : form.state === "closing" ? "uncertain" : "waiting"}`}>{t(`forms.formState.${form.state}`)}</span>;
  return (
    <>
      <Select size="small" aria-label={t("forms.stateChange.of", { form: words(form.title) || form.name })} popupMatchSelectWidth={false} value={form.state} options={STATES.map((value) => ({ value, label: t(`forms.formState.${value}`) }))} onChange={(next: FormState) => setWanted(next)} />
      <Modal
        open={wanted !== null}
        title={wanted ? t(`forms.stateChange.ask.${wanted}`, { form: words(form.title) || form.name }) : ""}
        okText={t("forms.stateChange.do")}
        cancelText={t("forms.cancel")}
        okButtonProps={{ disabled: reason.trim().length < 2, loading: change.isPending }}
        onOk={() => wanted && change.mutate(wanted, { onSuccess: () => setWanted(null) })}
        onCancel={() => {
          setWanted(null);
          change.reset();
        }}
      >
        <p>{wanted ? t(`forms.stateChange.lead.${wanted}`) : ""}</p>
        <label className="formsframe-reason">
          {t("forms.reason")}
          <Input.TextArea rows={2} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        </label>
        {may("publish_definitions") ? null : <Alert type="info" showIcon title={t("forms.stateChange.later")} />}
        {change.error ? <ProblemNotice problem={change.error} /> : null}
      </Modal>
    </>
  );
}
