import { useEffect, useRef } from "react";
import { Navigate, Outlet, ScrollRestoration, useLocation } from "react-router";
import { useSession } from "../api/session";
import { useWords } from "../i18n/words";
import { Loading } from "../parts/Loading";
import { PageProblem } from "../parts/PageProblem";
import { Navigation } from "./Navigation";
import { PreviewBanner } from "./PreviewBanner";
import "./Shell.css";
import { TopBar } from "./TopBar";

/** What surrounds every page of a signed-in person; anybody else is sent to sign in and then back here. */
export function Shell() {
  const { user, failure, retry } = useSession();
  const { pathname, search } = useLocation();
  const { t } = useWords();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A screen reader follows a change of page only when the focus does.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);

  if (failure && !user) {
    return (
      <>
        <PreviewBanner />
        <main className="shell-alone">
          <PageProblem problem={failure} retry={retry} />
        </main>
      </>
    );
  }
  if (user === undefined) {
    return (
      <main className="shell-alone">
        <Loading lines={4} />
      </main>
    );
  }
  if (user === null) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  return (
    <div className="shell">
      <a className="shell-skip" href="#main">
        {t("app.skip")}
      </a>
      <TopBar user={user} />
      <PreviewBanner />
      <main className="shell-main" id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <Navigation place="bottom" />
      <ScrollRestoration />
    </div>
  );
}
