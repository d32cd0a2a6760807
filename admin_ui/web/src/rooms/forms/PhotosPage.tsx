import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { FlagList, OutcomeBadge } from "./parts/Badge";
import { Filters } from "./parts/Filters";
import { FormsFrame } from "./parts/FormsFrame";
import { Lightbox } from "./parts/Lightbox";
import { ReasonList } from "./parts/ReasonList";
import { type PhotoCard, pictureOf, usePhotos, useSubmission } from "./queries";
import "./PhotosPage.css";
import "./SubmissionPage.css";
import type { Finding } from "./shapes";
import { useFilter } from "./useFilter";

const WIDE = 220;
const GAP = 12;
const TALL = 260;

/** Every photo, newest first; only those on the screen are fetched. */
export default function PhotosPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { filter } = useFilter();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePhotos(filter);
  const [open, setOpen] = useState<number | null>(null);
  const photos = data?.pages.flatMap(({ items }) => items) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const nearEnd = open !== null && open > photos.length - 5;
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <FormsFrame word="photos">
      <Filters of={["form", "unit", "days", "outcome", "flag"]} />
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={6} /> : null}
      {data ? <p className="soft">{t("forms.photo.count", { count: total })}</p> : null}
      {data && photos.length === 0 ? <Nothing>{t("forms.photo.none")}</Nothing> : null}
      {photos.length ? <Wall photos={photos} more={hasNextPage} onMore={() => !isFetchingNextPage && void fetchNextPage()} onOpen={setOpen} /> : null}
      {open !== null && photos[open] ? (
        <Large photo={photos[open]}>
          {(findings) => (
            <Lightbox
              at={open}
              onTurn={setOpen}
              onClose={() => setOpen(null)}
              slides={photos.map((photo, i) => ({
                id: photo.id,
                label: t("forms.photo.label", { unit: words(photo.unit.title), at: instant(photo.taken_at, zone, lang) }),
                findings: i === open ? findings : [],
                about: <About photo={photo} />,
              }))}
            />
          )}
        </Large>
      ) : null}
    </FormsFrame>
  );
}

/** What was found on a photo stands with its submission. */
function Large({ photo, children }: { photo: PhotoCard; children: (findings: readonly Finding[]) => React.ReactNode }) {
  const { data } = useSubmission(photo.submission);
  return <>{children(data?.verdicts.filter((one) => one.photo === photo.id).flatMap(({ findings }) => findings ?? []) ?? [])}</>;
}

function About({ photo }: { photo: PhotoCard }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  return (
    <>
      <h3>{words(photo.unit.title)}</h3>
      <p className="soft">
        {words(photo.title)} · {instant(photo.taken_at, zone, lang)}
        <br />
        {words(photo.person.title) || photo.person.login}
      </p>
      <p>
        <OutcomeBadge outcome={photo.outcome} /> <FlagList flags={photo.flags} />
      </p>
      {photo.distance === null ? null : <p className="soft">{t("forms.photo.distance", { metres: Math.round(photo.distance) })}</p>}
      <ReasonList reasons={photo.reasons} />
      <Link to={`/forms/submissions/${photo.submission}`}>{t("forms.photo.submission")}</Link>
    </>
  );
}

function Wall({ photos, more, onMore, onOpen }: { photos: readonly PhotoCard[]; more: boolean; onMore: () => void; onOpen: (at: number) => void }) {
  const { t, words } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const across = Math.max(2, Math.floor((width + GAP) / (WIDE + GAP)));
  const rows = Math.ceil(photos.length / across);
  const virtual = useVirtualizer({ count: rows, getScrollElement: () => box.current, estimateSize: () => TALL, overscan: 2, gap: GAP });
  const shown = virtual.getVirtualItems();
  const end = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && end >= rows - 2) onMore();
  }, [more, end, rows, onMore]);
  return (
    <div ref={box} className="photowall" tabIndex={0} role="group" aria-label={t("forms.tabs.photos")}>
      <ul style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {shown.flatMap(({ index, start }) =>
          photos.slice(index * across, (index + 1) * across).map((photo, column) => {
            const at = index * across + column;
            const size = `calc((100% - ${(across - 1) * GAP}px) / ${across})`;
            return (
              <li key={photo.id} style={{ position: "absolute", top: start, height: TALL, left: `calc(${column} * (${size} + ${GAP}px))`, width: size }}>
                <button type="button" className={`photocard photocard-${photo.outcome ?? "none"}`} onClick={() => onOpen(at)}>
                  <img loading="lazy" src={pictureOf(photo.id, "small")} alt="" />
                  <span className="photocard-words">
                    <span className="photocard-unit">{words(photo.unit.title)}</span>
                    <span className="soft small">
                      {photo.day.slice(5)} · {words(photo.person.title) || photo.person.login}
                    </span>
                    <span className="photocard-badges">
                      <OutcomeBadge outcome={photo.outcome} small />
                      {photo.reasons.some(({ code }) => code.startsWith("seen_before") || code.includes("duplicate")) ? <span className="flaglist-flag">{t("forms.photo.duplicate")}</span> : null}
                      <FlagList flags={photo.flags.slice(0, 2)} />
                    </span>
                  </span>
                </button>
              </li>
            );
          }),
        )}
      </ul>
      {more ? (
        <p className="photowall-more">
          <Button onClick={onMore}>{t("forms.photo.more")}</Button>
        </p>
      ) : null}
    </div>
  );
}
