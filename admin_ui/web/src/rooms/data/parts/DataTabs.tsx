import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { RoomTabs } from "../../../parts/RoomTabs";
import { PLACES } from "../places";

/** The pages of the data room. */
export function DataTabs() {
  const { t } = useWords();
  const { may } = useSession();
  const open = PLACES.filter(({ permissions }) => permissions.some(may));
  return <RoomTabs label={t("data.tabs.label")} places={open.map(({ to, word }) => ({ to, title: t(`data.tabs.${word}`) }))} />;
}
