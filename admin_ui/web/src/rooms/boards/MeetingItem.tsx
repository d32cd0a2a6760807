import { CommentOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { Light } from "../../api/types";
import { useManner } from "../../format/manner";
import { attained, gapOf, tight, valueOf } from "../../format/number";
import { useWords } from "../../i18n/words";
import { DataTime } from "../../parts/DataTime";
import { Lamp } from "../../parts/Lamp";
import type { Item } from "./agenda";
import type { Comment } from "./queries";
import { saidAbout } from "./surroundings";
import { TalkList } from "./TalkDrawer";

const MOST = 8;

/** A unit in a meeting: its reds and yellows in big figures, and what is said about each. */
export function MeetingItem({ item, said, day, small }: { item: Item; said: readonly Comment[] | undefined; day: string; small: boolean }) {
  const { t, words } = useWords();
  const lights = (item.worst as Light[]).slice(0, small ? 3 : MOST);
  return (
    <article className={small ? "meetingitem meetingitem-small" : "meetingitem"}>
      <h3>
        <Lamp light={item.light as "red"} size={small ? 28 : 40} />
        {words(item.unit.title)}
        <small>
          <DataTime day={item.data_day ?? null} syncedAt={item.synced_at ?? null} against={day} />
        </small>
      </h3>
      {lights.length === 0 ? <p className="soft">{tight(words(item.reason)) || t(`light.${item.light}`)}</p> : null}
      <ul>
        {lights.map((light) => (
          <Figure key={light.indicator} light={light} item={item} said={said} day={day} small={small} />
        ))}
      </ul>
    </article>
  );
}

function Figure({ light, item, said, day, small }: { light: Light; item: Item; said: readonly Comment[] | undefined; day: string; small: boolean }) {
  const { t, words } = useWords();
  const manner = useManner();
  const [open, setOpen] = useState(false);
  const about = saidAbout(said, item.unit.code, light.indicator);
  const target = light.targets.target ?? Object.values(light.targets)[0] ?? null;
  return (
    <li className={`meetingfigure meetingfigure-${light.light}`}>
      <div className="meetingfigure-row">
        <Lamp light={light.light} size={28} />
        <span className="meetingfigure-name">{words(light.title)}</span>
        <b>{attained(light.attainment, manner.lang)}</b>
        {small ? null : (
          <span className="meetingfigure-of">
            {valueOf(light.actual, light, manner)} / {valueOf(target, light, manner)} · {gapOf(light.gap, light, manner)}
          </span>
        )}
        {small ? null : (
          <Button icon={<CommentOutlined aria-hidden />} aria-expanded={open} aria-label={`${t("boards.talk.title")} ${words(light.title)} ${about.length}`} onClick={() => setOpen(!open)}>
            {about.length > 0 ? about.length : null}
          </Button>
        )}
      </div>
      {open ? (
        <TalkList talk={{ unit: item.unit, of: light }} said={about} day={day} />
      ) : (
        about.slice(0, small ? 1 : 3).map((one) => (
          <blockquote key={one.public_id}>
            {one.text} <cite>{words(one.by)}</cite>
          </blockquote>
        ))
      )}
    </li>
  );
}
