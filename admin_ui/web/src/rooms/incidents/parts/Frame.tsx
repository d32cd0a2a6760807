import type { ReactNode } from "react";
import { useTitle } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import { RoomTabs } from "../../../parts/RoomTabs";
import { PLACES } from "../places";
import "./Frame.css";

/** The head of the room's pages: their title, the pages beside them, and what can be done here. */
export function Frame({ word, side, children }: { word: (typeof PLACES)[number]["word"]; side?: ReactNode; children: ReactNode }) {
  const { t } = useWords();
  useTitle(t(`incidents.title.${word}`));
  return (
    <>
      <header className="incidentsframe-head">
        <h1>{t(`incidents.title.${word}`)}</h1>
        {side ? <div className="incidentsframe-side">{side}</div> : null}
      </header>
      <RoomTabs label={t("incidents.places.label")} places={PLACES.map(({ to, word: name }) => ({ to, title: t(`incidents.places.${name}`) }))} end />
      {children}
    </>
  );
}
