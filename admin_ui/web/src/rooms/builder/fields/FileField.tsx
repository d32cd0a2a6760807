import { EditOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { FileDrawer } from "../parts/FileDrawer";
import { type FieldProps, idOf, useForm } from "./form";
import { useExample } from "./Field";
import "./FileField.css";

/** The path of a data file, and its text one press away. */
export function FileField({ node, path, value, onChange, label }: FieldProps) {
  const { readOnly, change } = useForm();
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const now = typeof value === "string" ? value : "";
  return (
    <div className="filefield">
      <Input id={idOf(path)} aria-label={label} readOnly={readOnly} value={now} placeholder={useExample(node)} onChange={({ target }) => onChange(target.value || undefined)} />
      <Button icon={<EditOutlined aria-hidden />} disabled={!change || !/^data\/.+\.csv$/.test(now)} onClick={() => setOpen(true)}>
        {t("builder.file.open")}
      </Button>
      {open && change ? <FileDrawer change={change} path={now} readOnly={readOnly} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
