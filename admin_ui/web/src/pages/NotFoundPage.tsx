import { Link } from "react-router";
import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { Lamp } from "../parts/Lamp";
import "./NotFoundPage.css";

export function NotFoundPage() {
  const { t } = useWords();
  useTitle(t("notFound.title"));
  return (
    <div className="notfound">
      <Lamp light="grey" size={72} silent />
      <h1>{t("notFound.title")}</h1>
      <p className="soft">{t("notFound.text")}</p>
      <Link to="/">{t("notFound.home")}</Link>
    </div>
  );
}
