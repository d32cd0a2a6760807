import { KeyOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { api, ask } from "../../../../api/client";
import { useSession } from "../../../../api/session";
import { useWords } from "../../../../i18n/words";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import type { Definition } from "../../editor";
import { secretsIn, useSecrets } from "./source";

/** The secrets that the source names: whether they are set, and the way to set them. None is ever shown. */
export function SecretsPart({ value }: { value: Definition }) {
  const { t } = useWords();
  const { may } = useSession();
  const { data } = useSecrets();
  const [asked, setAsked] = useState<string | null>(null);
  const names = secretsIn([value.connection, value.request]);
  if (!names.length) return null;
  const known = new Set((data ?? []).map(({ name }) => name));
  return (
    <div style={{ marginTop: 16 }}>
      <h4>{t("builder.source.secrets")}</h4>
      <ul className="sourcelist">
        {names.map((name) => (
          <li key={name}>
            <KeyOutlined aria-hidden /> <code>{name}</code>
            <span className={known.has(name) ? "soft" : "sourcemap-needed"}>{t(known.has(name) ? "builder.source.secretSet" : "builder.source.secretMissing")}</span>
            {may("publish_definitions") ? (
              <Button className="sourcelist-end" size="small" onClick={() => setAsked(name)}>
                {t(known.has(name) ? "builder.source.secretReplace" : "builder.source.secretPut")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {asked ? <SecretDialog name={asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

function SecretDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useWords();
  const id = useId();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const save = async () => {
    if (!text || busy) return;
    setBusy(true);
    try {
      await ask(api.PUT("/api/v1/secrets/{name}", { params: { path: { name } }, body: { value: text } }));
      await client.invalidateQueries({ queryKey: ["secrets"] });
      onClose();
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("builder.source.secretTitle", { name })} okText={t("builder.source.secretSave")} cancelText={t("builder.cancel")} okButtonProps={{ disabled: !text, loading: busy }} onOk={() => void save()} onCancel={onClose} destroyOnHidden>
      <label htmlFor={id}>{t("builder.source.secretValue")}</label>
      <Input.Password id={id} autoFocus autoComplete="new-password" value={text} maxLength={5000} onChange={({ target }) => setText(target.value)} onPressEnter={() => void save()} />
      <p className="soft small">{t("builder.source.secretHint")}</p>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Modal>
  );
}
