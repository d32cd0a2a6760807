import { lazy, Suspense } from "react";
import { Link } from "react-router";
import type { User } from "../api/types";
import { useApp } from "../format/manner";
import { useWords } from "../i18n/words";
import { coming } from "../rooms/room";
import { useBranding } from "../theme/branding";
import mark from "/mark.svg";
import { AccountMenu } from "./AccountMenu";
import { LanguageSwitch } from "./LanguageSwitch";
import { Navigation } from "./Navigation";

/** It comes, with its words, once the cockpit's answer is there. */
const Bell = lazy(() =>
  coming(() => import("../rooms/notices/Bell"), "notices").then(
    ({ Component }) => ({ default: Component }),
    () => ({ default: () => null }), // the page does not fall with it
  ),
);

/** Which product, which room, who I am and at which post. */
export function TopBar({ user }: { user: User }) {
  const { t, words } = useWords();
  const app = useApp();
  const brand = useBranding();
  return (
    <header className="topbar">
      <div className="topbar-inner">
        <Link to="/" className="topbar-brand">
          <img src={brand?.logo ?? mark} alt="" width={32} height={32} />
          <span>{words(brand?.title) || (app ? words(app.title) : t("app.name"))}</span>
        </Link>
        <Navigation place="top" />
        <div className="topbar-side">
          {app ? (
            <Suspense>
              <Bell />
            </Suspense>
          ) : null}
          <LanguageSwitch />
          <AccountMenu user={user} />
        </div>
      </div>
    </header>
  );
}
