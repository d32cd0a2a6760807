import { Component, type ReactNode, Suspense, useId } from "react";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { ProblemNotice } from "../../parts/ProblemNotice";
import type { Asked, WidgetCard } from "./queries";
import { useWidget } from "./queries";
import { type Surroundings, widgetNamed } from "./widget";
import "./WidgetFrame.css";

interface Shown {
  name: string;
  card: WidgetCard;
  asked: Asked;
  board: Surroundings;
  header?: string;
  /** The widget's own title, where the board gives none. */
  title?: string;
}

/** A widget in its frame: its title, and what it shows, or why it shows nothing. */
export function WidgetFrame({ name, card, asked, board, header, title }: Shown) {
  const { words } = useWords();
  const id = useId();
  const heading = words(card.title) || title;
  return (
    <section className={`widget widget-${card.type}`} aria-labelledby={heading ? id : undefined} data-widget={card.type}>
      {heading ? <h2 id={id}>{heading}</h2> : null}
      <WidgetBody name={name} card={card} asked={asked} board={board} {...(header === undefined ? {} : { header })} />
    </section>
  );
}

/** What a widget shows; a lazy one asks for its own data when it is drawn. */
export function WidgetBody({ name, card, asked, board, header }: Shown) {
  const { t } = useWords();
  const late = card.lazy && card.data === null;
  const own = useWidget(name, card.number, asked, late, header);
  const Widget = widgetNamed(card.type);
  const data = late ? own.data?.data : card.data;
  if (!Widget) return <Nothing>{t("boards.unknownWidget", { type: card.type })}</Nothing>;
  if (own.error) return <ProblemNotice problem={own.error} retry={() => void own.refetch()} />;
  if (data === undefined || data === null) return <Loading lines={3} />;
  return (
    <Fault key={JSON.stringify(asked)} notice={<Nothing>{t("boards.widgetFailed")}</Nothing>}>
      <Suspense fallback={<Loading lines={3} />}>
        <Widget data={data} settings={card.settings} board={board} />
      </Suspense>
    </Fault>
  );
}

/** One widget that fails does not take the board with it. */
class Fault extends Component<{ notice: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.notice : this.props.children;
  }
}
