import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { type RefObject, useState } from "react";
import { useWords } from "../../i18n/words";
import { exported, nameOf, picture, save } from "./download";
import type { Asked } from "./queries";

const FORMATS = ["png", "pdf", "xlsx"] as const;

/** Takes a copy of the board away: a picture of the screen, a PDF or a workbook; each says what it is of. */
export function ExportMenu({ name, asked, part, onFault }: { name: string; asked: Asked; part: RefObject<HTMLElement | null>; onFault: (problem: unknown) => void }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const take = async (format: (typeof FORMATS)[number]) => {
    setBusy(true);
    onFault(null);
    try {
      const answer = await exported(name, format, asked);
      if (format !== "png") save(await answer.blob(), nameOf(answer, `${name}.${format}`));
      else if (part.current) {
        const { lines } = (await answer.json()) as { lines: string[] };
        save(await picture(part.current, lines), `${name}_${asked.unit ?? ""}_${asked.day ?? ""}.png`);
      }
    } catch (problem) {
      onFault(problem);
    } finally {
      setBusy(false);
    }
  };
  const items = FORMATS.map((key) => ({ key, label: t(`boards.export.${key}`) }));
  return (
    <Dropdown menu={{ items, onClick: ({ key }) => void take(key as (typeof FORMATS)[number]) }} trigger={["click"]}>
      <Button icon={<DownloadOutlined aria-hidden />} loading={busy}>
        {t("boards.export.title")}
      </Button>
    </Dropdown>
  );
}
