import { BellOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useWords } from "../../i18n/words";
import "./Bell.css";
import { useUnread } from "./queries";

const MOST = 99;

/** How many notices nobody has read yet, and the way to them. */
export default function Bell() {
  const { t } = useWords();
  const { data: unread = 0 } = useUnread();
  return (
    <Link to="/notices" className="topbar-button bell" aria-label={unread ? t("notices.bell", { count: unread }) : t("notices.bellNone")}>
      <BellOutlined aria-hidden />
      {unread ? <span className="bell-count">{unread > MOST ? `${MOST}+` : unread}</span> : null}
    </Link>
  );
}
