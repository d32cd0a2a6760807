import { CheckCircleFilled, CheckOutlined, CloseCircleFilled, CloseOutlined, InfoCircleOutlined } from "@ant-design/icons";
import { useWords } from "../../i18n/words";
import type { Reasons } from "./people";
import "./ReasonsCard.css";

const SIGNS = { yes: CheckOutlined, no: CloseOutlined, note: InfoCircleOutlined };

/** Yes or no, the one thing that decides it, what else was looked at, and the posts with their way through the tree. */
export function ReasonsCard({ allowed, because, steps, posts }: Reasons) {
  const { t, words } = useWords();
  const Sign = allowed ? CheckCircleFilled : CloseCircleFilled;
  return (
    <div className="reasonscard" role="status">
      <p className={`reasonscard-answer reasonscard-${allowed ? "yes" : "no"}`}>
        <Sign aria-hidden /> <strong>{t(allowed ? "access.yes" : "access.no")}</strong> <span>{words(because)}</span>
      </p>
      <h3>{t("access.steps")}</h3>
      <ol className="reasonscard-steps">
        {steps.map(({ verdict, words: said }, i) => {
          const Mark = SIGNS[verdict as keyof typeof SIGNS] ?? InfoCircleOutlined;
          return (
            <li key={i} className={`reasonscard-${verdict}`}>
              <Mark aria-label={t(`access.verdict.${verdict}`)} /> {words(said)}
            </li>
          );
        })}
      </ol>
      {posts.length ? (
        <>
          <h3>{t("access.posts")}</h3>
          <ul className="reasonscard-posts">
            {posts.map((post, i) => (
              <li key={i} className={post.in_force ? undefined : "soft"}>
                <strong>{words(post.role_title)}</strong>
                {post.deputy ? `（${t("access.deputy")}）` : ""} · {post.path.map((title) => words(title)).join(" / ")}
                <span className="soft">
                  {" "}
                  {t(post.scope === "unit" ? "access.scopeUnit" : "access.scopeSubtree")} · {post.since || post.until ? t("access.span", { from: post.since ?? t("access.ever"), to: post.until ?? t("access.ever") }) : t("access.always")}
                  {post.reaches === null || post.reaches === undefined ? "" : ` · ${t(post.reaches ? "access.reaches" : "access.reachesNot")}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
