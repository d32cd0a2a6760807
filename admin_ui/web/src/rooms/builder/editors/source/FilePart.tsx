import { CloudUploadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { useId, useState } from "react";
import { upload } from "../../../../api/call";
import { useSession } from "../../../../api/session";
import { useManner } from "../../../../format/manner";
import { instant } from "../../../../format/time";
import { useWords } from "../../../../i18n/words";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { csvOf, type Sheet } from "../../../../parts/table";
import { TableUpload } from "../../../../parts/TableUpload";
import { useFile, useStale, write } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import { isObject } from "../../logic/path";
import { fileFor, useInbox } from "./source";

/** Data brought as a file: kept in the package and published with it, or put into the inbox that each run reads. */
export function FilePart({ change, value, readOnly, onChange }: Pick<EditorProps, "change" | "readOnly" | "onChange"> & { value: Definition }) {
  const { t } = useWords();
  const manner = useManner();
  const { may } = useSession();
  const id = useId();
  const stale = useStale();
  const client = useQueryClient();
  const now = isObject(value.connection) && typeof value.connection.file === "string" ? value.connection.file : "";
  const [way, setWay] = useState<"package" | "inbox">(now && !now.startsWith("data/") ? "inbox" : "package");
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [name, setName] = useState(now && !now.startsWith("data/") && !/[*{]/.test(now) ? now : `${value.name}.csv`);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const path = now.startsWith("data/") ? now : fileFor(value.name);
  const file = useFile(change, path);
  const inbox = useInbox();
  const set = (to: string) => {
    const before = isObject(value.connection) ? value.connection : {};
    const { delimiter: _, encoding: __, ...rest } = before; // what we write ourselves is comma and UTF-8
    if (before.file !== to || _ !== undefined) onChange({ ...value, connection: { ...rest, file: to } });
  };
  const save = async () => {
    if (!sheet) return;
    setBusy(true);
    setProblem(null);
    const text = csvOf(sheet.header, sheet.rows);
    try {
      if (way === "package") {
        await write.file(change, path, { text, revision: file.data?.revision ?? 0 });
        set(path);
        await stale();
      } else {
        await upload("/inbox", new Blob([text], { type: "text/csv" }), { name });
        set(name);
        await client.invalidateQueries({ queryKey: ["inbox"] });
      }
      setDone(way === "package" ? path : name);
      setSheet(null);
    } catch (refused) {
      setProblem(refused);
    }
    setBusy(false);
  };
  if (readOnly) return null;
  return (
    <div style={{ display: "grid", gap: 16, marginBottom: 16 }}>
      <Segmented<"package" | "inbox">
        style={{ justifySelf: "start" }}
        aria-label={t("builder.source.file.where")}
        value={way}
        onChange={setWay}
        options={(["package", "inbox"] as const).map((one) => ({ value: one, label: t(`builder.source.file.${one}`), disabled: one === "inbox" && !may("publish_definitions") }))}
      />
      <p className="soft" style={{ margin: 0 }}>
        {t(`builder.source.file.${way}Lead`)}
      </p>
      <TableUpload
        onSheet={(next) => {
          setSheet(next);
          setDone(null);
        }}
      />
      {sheet ? (
        <div className="sourceform">
          {way === "inbox" ? (
            <div>
              <label htmlFor={id}>{t("builder.source.file.name")}</label>
              <Input id={id} value={name} onChange={({ target }) => setName(target.value)} />
            </div>
          ) : null}
          <div style={{ alignContent: "end" }}>
            <Button type="primary" icon={<CloudUploadOutlined aria-hidden />} loading={busy} disabled={way === "inbox" && !name} onClick={() => void save()}>
              {t("builder.source.file.save", { name: way === "package" ? path : name, count: sheet.rows.length })}
            </Button>
          </div>
        </div>
      ) : null}
      {done ? <p role="status">{t("builder.source.file.done", { name: done })}</p> : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {way === "inbox" && inbox.data?.length ? (
        <details>
          <summary>{t("builder.source.file.waiting", { count: inbox.data.length })}</summary>
          <ul className="sourcelist" style={{ marginTop: 8 }}>
            {inbox.data.map((one) => (
              <li key={one.name}>
                <code>{one.name}</code> <span className="soft">{t("builder.source.file.about", { size: Math.ceil(one.size / 1000), time: instant(one.changed_at, manner.zone, manner.lang) })}</span>
                <Button className="sourcelist-end" size="small" disabled={one.name === now} onClick={() => set(one.name)}>
                  {t("builder.source.file.use")}
                </Button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
