import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented, Select } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { call } from "../../api/call";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AgreementPanel } from "./parts/AgreementPanel";
import { OutcomeBadge } from "./parts/Badge";
import { Filters } from "./parts/Filters";
import { FormsFrame } from "./parts/FormsFrame";
import { ReviewDesk } from "./parts/ReviewDesk";
import { fetchReview, useChange, useReview, useReviews, useSummary } from "./queries";
import "./ReviewsPage.css";
import "./SubmissionPage.css";
import "./SubmissionsPage.css";
import type { ReviewCard } from "./shapes";
import { useFilter } from "./useFilter";

const WHYS = ["uncertain", "broken_check", "appeal", "sample"] as const;

/** The queue of those who look again: one after the other, by keys alone if one likes. */
export default function ReviewsPage() {
  const { t } = useWords();
  const { filter, page, put, search } = useFilter();
  const state = search.get("state") === "done" ? "done" : "open";
  const why = search.get("why") ?? undefined;
  const { data, error, refetch } = useReviews({ state, why, form: filter.form, page });
  const summary = useSummary();
  return (
    <FormsFrame word="reviews">
      <Filters of={["form"]}>
        <label>
          <span className="soft small">{t("forms.reviews.why")}</span>
          <Select aria-label={t("forms.reviews.why")} allowClear popupMatchSelectWidth={false} placeholder={t("forms.filter.any")} value={why ?? null} options={WHYS.map((value) => ({ value: value as string, label: `${t(`forms.why.${value}`)}${summary.data ? ` (${summary.data.open[value] ?? 0})` : ""}` }))} onChange={(next: string | undefined) => put({ why: next })} />
        </label>
        <Segmented aria-label={t("forms.reviews.which")} value={state} options={(["open", "done"] as const).map((value) => ({ value, label: t(`forms.reviews.state.${value}`) }))} onChange={(next) => put({ state: next })} />
      </Filters>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={6} /> : null}
      {data?.items.length === 0 ? <Nothing>{t(state === "open" ? "forms.reviews.none" : "forms.reviews.noneDone")}</Nothing> : null}
      {data?.items.length && state === "open" ? <Queue cards={data.items} total={data.total} /> : null}
      {data?.items.length && state === "done" ? <Done cards={data.items} /> : null}
      {data && state === "done" ? <Pager page={page} pages={Math.ceil(data.total / 50)} onTurn={(to) => put({ page: String(to) })} /> : null}
      <AgreementPanel form={filter.form} />
    </FormsFrame>
  );
}

function Queue({ cards, total }: { cards: readonly ReviewCard[]; total: number }) {
  const { t, words } = useWords();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<"pass" | "fail" | null>(null);
  const [reason, setReason] = useState("");
  const [said, setSaid] = useState("");
  const box = useRef<HTMLElement>(null);
  const text = useRef<HTMLTextAreaElement | null>(null);
  const at = Math.max(0, cards.findIndex(({ public_id: id }) => id === chosen));
  const card = cards[at];
  const next = cards[at + 1] ?? (at > 0 ? cards[0] : undefined);
  const { data: review, error } = useReview(card?.public_id);
  const nextId = next?.public_id;
  // The next one with its photos is here before it is asked for.
  useEffect(() => {
    if (!nextId) return;
    void client.prefetchQuery({ queryKey: ["reviews", "one", nextId], queryFn: () => fetchReview(nextId), staleTime: 30_000 }).then(() => {
      const ahead = client.getQueryData<{ photos: string[] }>(["reviews", "one", nextId]);
      for (const photo of ahead?.photos ?? []) new Image().src = `/api/v1/photos/${photo}?size=full`;
    });
  }, [client, nextId]);
  const decide = useChange((wish: { id: string; outcome: "pass" | "fail"; reason: string }) => call("POST", `/reviews/${encodeURIComponent(wish.id)}`, undefined, { outcome: wish.outcome, reason: wish.reason }));
  if (!card) return null;
  // Against what the checks said, or on an appeal, a reason is owed.
  const needed = (wish: "pass" | "fail" | null) => wish !== null && (card.why === "appeal" || (card.before !== null && card.before !== "uncertain" && card.before !== wish));
  const go = (to: number) => {
    const found = cards[to];
    if (!found) return;
    setChosen(found.public_id);
    setOutcome(null);
    setReason("");
    decide.reset();
    box.current?.focus();
  };
  const send = (wish: "pass" | "fail") => {
    if (decide.isPending || card.why_not) return;
    if (needed(wish) && reason.trim().length < 2) {
      setOutcome(wish);
      text.current?.focus();
      return;
    }
    decide.mutate(
      { id: card.public_id, outcome: wish, reason: reason.trim() },
      {
        onSuccess: () => {
          setSaid(t("forms.reviews.decided", { unit: words(card.unit.title), outcome: t(`forms.outcome.${wish}`) }));
          setChosen(next?.public_id ?? null);
          setOutcome(null);
          setReason("");
          box.current?.focus();
        },
      },
    );
  };
  const keys = (event: KeyboardEvent) => {
    const typing = ["TEXTAREA", "INPUT"].includes((event.target as HTMLElement).tagName);
    if (typing && event.key === "Enter" && !event.shiftKey && outcome) {
      event.preventDefault();
      return send(outcome);
    }
    if (typing && event.key === "Escape") return box.current?.focus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "p") send("pass");
    else if (key === "f") send("fail");
    else if (key === "r") text.current?.focus();
    else if (key === "arrowdown" || key === "j") go(Math.min(cards.length - 1, at + 1));
    else if (key === "arrowup" || key === "k") go(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <section className="reviewspage" ref={box} tabIndex={0} onKeyDown={keys} aria-label={t("forms.reviews.queue")} aria-describedby="review-keys">
      <nav className="reviewspage-list" aria-label={t("forms.reviews.waiting", { count: total })}>
        <h2>{t("forms.reviews.waiting", { count: total })}</h2>
        <ul>
          {cards.map((one, i) => (
            <li key={one.public_id}>
              <button type="button" aria-current={i === at ? "true" : undefined} onClick={() => go(i)}>
                <span>{words(one.unit.title)}</span>
                <span className="soft small">
                  {t(`forms.why.${one.why}`)} · {one.day.slice(5)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="reviewspage-desk">
        {error ? <ProblemNotice problem={error} /> : null}
        {review ? <ReviewDesk review={review} /> : error ? null : <Loading lines={8} />}
        {card.why_not ? (
          <p className="field-issue">{words(card.why_not)}</p>
        ) : (
          <div className="reviewspage-decide">
            <label>
              <span className="soft small">
                {t("forms.reason")} {needed(outcome) ? t("forms.reviews.needed") : t("forms.reviews.optional")}
              </span>
              <Input.TextArea
                ref={(found) => {
                  text.current = found?.resizableTextArea?.textArea ?? null;
                }}
                aria-label={t("forms.reason")}
                rows={2}
                maxLength={2000}
                status={needed(outcome) && reason.trim().length < 2 ? "error" : ""}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            </label>
            <div className="reviewspage-buttons">
              <Button size="large" className="reviewspage-pass" loading={decide.isPending && decide.variables?.outcome === "pass"} onClick={() => send("pass")} aria-keyshortcuts="p">
                {t("forms.outcome.pass")} <kbd>P</kbd>
              </Button>
              <Button size="large" danger loading={decide.isPending && decide.variables?.outcome === "fail"} onClick={() => send("fail")} aria-keyshortcuts="f">
                {t("forms.outcome.fail")} <kbd>F</kbd>
              </Button>
            </div>
            {outcome && needed(outcome) ? <p className="soft small">{t("forms.reviews.why_reason", { outcome: t(`forms.outcome.${outcome}`) })}</p> : null}
          </div>
        )}
        {decide.error ? <ProblemNotice problem={decide.error} /> : null}
        <p id="review-keys" className="soft small">
          {t("forms.reviews.keys")}
        </p>
        <p className="unseen" role="status">
          {said}
        </p>
      </div>
    </section>
  );
}

function Done({ cards }: { cards: readonly ReviewCard[] }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  return (
    <Panel title={t("forms.reviews.state.done")}>
      <ul className="reviewspage-done">
        {cards.map((one) => (
          <li key={one.public_id}>
            <Link to={`/forms/submissions/${one.submission}`}>{words(one.unit.title)}</Link>
            <span className="soft">
              {t(`forms.why.${one.why}`)} · {one.day}
            </span>
            <OutcomeBadge outcome={one.before} small /> {"\u2192"} <OutcomeBadge outcome={one.outcome} small />
            <span>
              {one.decided_by} <span className="soft">{instant(one.decided_at, zone, lang)}</span> {one.reason}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
