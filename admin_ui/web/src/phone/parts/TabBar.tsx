import { useLive } from "../data/live";
import { address, go } from "../route";
import { useSigned } from "../session";
import { t } from "../words";

const TABS = [
  { place: "", key: "phone.tab.today", icon: "M5 5h14v15H5zM5 9h14M9 3v4M15 3v4M9 14l2 2 4-4" },
  { place: "queue", key: "phone.tab.queue", icon: "M12 16V5M8 9l4-4 4 4M5 15v4h14v-4" },
  { place: "sent", key: "phone.tab.sent", icon: "M6 3h9l4 4v14H6zM9 11h7M9 15h7" },
  { place: "scores", key: "phone.tab.scores", icon: "M5 20V11M12 20V4M19 20v-6" },
  { place: "me", key: "phone.tab.me", icon: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0" },
];

export function TabBar({ place }: { place: string }) {
  const { queue, store } = useSigned();
  const unsent = useLive(() => queue.unsent(), [queue, store]) ?? 0;
  return (
    <nav className="tabs" aria-label={t("phone.tab.name")}>
      {TABS.map((tab) => (
        <a
          key={tab.place} href={tab.place ? address(tab.place) : "/m/"} aria-current={tab.place === place ? "page" : undefined}
          onClick={(event) => {
            event.preventDefault();
            go(tab.place ? address(tab.place) : "/m/");
          }}
        >
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d={tab.icon} />
          </svg>
          <span>{t(tab.key)}</span>
          {tab.place === "queue" && unsent ? (
            <span className="count" aria-label={t("phone.queue.count", { count: unsent })}>
              {unsent}
            </span>
          ) : null}
        </a>
      ))}
    </nav>
  ); // prettier-ignore
}
