import type { ReactNode } from "react";
import { useSession } from "../../../api/session";
import { useTitle } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import { RoomTabs } from "../../../parts/RoomTabs";
import { PLACES } from "../places";
import { useFilter } from "../useFilter";
import "./FormsFrame.css";

/** The head of every page of the room: its name, the pages beside it (with the form that is looked at), its tools. */
export function FormsFrame({ word, side, children }: { word: string; side?: ReactNode; children: ReactNode }) {
  const { t } = useWords();
  const { may } = useSession();
  const { filter } = useFilter();
  useTitle(t(`forms.tabs.${word}`));
  const kept = filter.form ? `?form=${encodeURIComponent(filter.form)}` : "";
  const places = PLACES.filter(({ permissions }) => permissions.some(may)).map(({ to, word: name }) => ({ to: name === "overview" ? to : to + kept, title: t(`forms.tabs.${name}`) }));
  return (
    <>
      <header className="formsframe-head">
        <h1>{t(`forms.title.${word}`)}</h1>
        {side ? <div className="formsframe-side">{side}</div> : null}
      </header>
      <RoomTabs label={t("forms.tabs.label")} places={places} end />
      {children}
    </>
  );
}
