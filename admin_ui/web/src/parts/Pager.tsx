import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useWords } from "../i18n/words";
import "./Pager.css";
import { Press } from "./Press";

/** Back and on through a list; nothing where one page holds it all. */
export function Pager({ page, pages, onTurn }: { page: number; pages: number; onTurn: (page: number) => void }) {
  const { t } = useWords();
  if (pages < 2) return null;
  return (
    <nav className="pager" aria-label={t("pages.label")}>
      <Press icon={<LeftOutlined aria-hidden />} disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        {t("pages.back")}
      </Press>
      <span>{t("pages.at", { page, pages })}</span>
      <Press disabled={page >= pages} onClick={() => onTurn(page + 1)}>
        {t("pages.on")}
        <RightOutlined aria-hidden />
      </Press>
    </nav>
  );
}
