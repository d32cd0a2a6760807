import { Alert, Button } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";

/** A secret that nobody will ever see again, and a way to take it along. */
export function ShownOnce({ title, secret, onDone }: { title: string; secret: string; onDone?: () => void }) {
  const { t } = useWords();
  const [taken, setTaken] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(secret).then(() => setTaken(true));
  return (
    <Alert
      type="success"
      showIcon
      style={{ marginBottom: 16 }}
      title={title}
      description={
        <div className="admin-once">
          <code>{secret}</code>
          <Button onClick={copy}>{taken ? t("admin.copied") : t("admin.copy")}</Button>
          {onDone ? (
            <Button type="text" onClick={onDone}>
              {t("admin.done")}
            </Button>
          ) : null}
          <span className="soft small">{t("admin.onceOnly")}</span>
        </div>
      }
    />
  );
}
