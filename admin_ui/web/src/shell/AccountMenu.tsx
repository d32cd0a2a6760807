import { useId } from "react";
import { Link } from "react-router";
import { useSession } from "../api/session";
import type { Post, User } from "../api/types";
import { useWords } from "../i18n/words";
import { Press } from "../parts/Press";
import { DownIcon, LogoutIcon, UserIcon } from "../theme/icons";
import "./AccountMenu.css";
import { useRooms } from "./rooms";

/** Who is signed in, at which posts, and the way out. The browser's own popover: it closes by Escape or a press elsewhere. */
export function AccountMenu({ user }: { user: User }) {
  const { t, words } = useWords();
  const { signOut, may } = useSession();
  const deskRooms = useRooms().filter(({ nav, permissions }) => nav?.on === "desk" && (permissions?.some(may) ?? true));
  const id = useId();
  const place = (post: Post) => `${words(post.role_title)} · ${words(post.unit.title)}`;
  const first = user.posts[0];
  return (
    <>
      <button type="button" className="topbar-button" popoverTarget={id} aria-label={`${t("nav.menu")}: ${words(user.title)}`}>
        <UserIcon />
        <span className="topbar-who">
          <span>{words(user.title)}</span>
          {first ? <small>{place(first)}</small> : null}
        </span>
        <DownIcon />
      </button>
      <div id={id} popover="auto" className="accountmenu">
        <p>
          <b>{words(user.title)}</b> <span className="soft">{user.login}</span>
        </p>
        {user.posts.map((post) => (
          <p key={`${post.role}@${post.unit.code}`} className="soft">
            {place(post)}
          </p>
        ))}
        <Link className="accountmenu-link" to="/admin/password" onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}>
          {t("nav.password")}
        </Link>
        {/* On a phone the way to these rooms is here; their place in the navigation is for desks. */}
        {deskRooms.map(({ name, nav, title }) => (
          <Link key={name} className="accountmenu-link" to={nav?.to ?? "/"} onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}>
            {words(title)}
          </Link>
        ))}
        <Press icon={<LogoutIcon />} onClick={() => void signOut().catch(() => window.location.reload())}>
          {t("nav.signOut")}
        </Press>
      </div>
    </>
  );
}
