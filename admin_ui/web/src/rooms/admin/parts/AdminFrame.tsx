import type { ReactNode } from "react";
import { useSession } from "../../../api/session";
import { useTitle } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import { RoomTabs } from "../../../parts/RoomTabs";
import { PLACES } from "../places";
import "./AdminFrame.css";

/** Title and way about, the same on every page of the room. */
export function AdminFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useWords();
  const { may } = useSession();
  useTitle(title);
  const open = PLACES.filter(({ permission }) => may(permission));
  return (
    <>
      <h1>{title}</h1>
      <RoomTabs label={t("admin.title")} places={open.map(({ to, word }) => ({ to, title: t(`admin.places.${word}`) }))} />
      {children}
    </>
  );
}
