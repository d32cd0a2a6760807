import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWords } from "../i18n/words";
import "./Pager.css";

/** Back and on through a list; nothing where one page holds it all. */
export function Pager({ page, pages, onTurn }: { page: number; pages: number; onTurn: (page: number) => void }) {
  const { t } = useWords();
  if (pages < 2) return null;
  return (
    <nav className="pager" aria-label={t("pages.label")}>
      <Button icon={<LeftOutlined aria-hidden />} disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        {t("pages.back")}
      </Button>
      <span>{t("pages.at", { page, pages })}</span>
      <Button icon={<RightOutlined aria-hidden />} iconPlacement="end" disabled={page >= pages} onClick={() => onTurn(page + 1)}>
        {t("pages.on")}
      </Button>
    </nav>
  );
}
