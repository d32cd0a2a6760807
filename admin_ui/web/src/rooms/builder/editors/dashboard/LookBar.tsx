import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AutoComplete, Input } from "antd";
import { api, ask } from "../../../../api/client";
import { useSession } from "../../../../api/session";
import { useWords } from "../../../../i18n/words";

/** Through whose eyes, at which unit and on which day the draft is looked at. */
export interface Looking {
  as: string;
  unit: string;
  day: string;
}

export function LookBar({ look, onChange, unit, busy }: { look: Looking; onChange: (look: Looking) => void; unit: string; busy: boolean }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const q = look.as.trim();
  const people = useQuery({
    queryKey: ["people", q],
    queryFn: () => ask(api.GET("/api/v1/access/people", { params: { query: { q, page_size: 20 } } })),
    enabled: may("view_as"),
    retry: false,
    placeholderData: keepPreviousData,
  });
  const options = (people.data ?? []).map((one) => {
    const posts = one.posts.map(({ role_title, unit_title }) => `${words(role_title)} ${words(unit_title)}`).join(", ");
    return { value: one.login, label: `${one.login} · ${posts || words(one.title)}` };
  });
  return (
    <div className="lookbar" role="group" aria-label={t("builder.dashboard.look")}>
      <span className="soft">{t("builder.dashboard.look")}</span>
      {may("view_as") ? (
        <AutoComplete
          className="lookbar-as"
          aria-label={t("builder.dashboard.as")}
          placeholder={t("builder.dashboard.asMyself")}
          allowClear
          value={look.as}
          options={options}
          popupMatchSelectWidth={false}
          showSearch={{ filterOption: false }}
          onChange={(as) => onChange({ ...look, as: as ?? "", unit: "" })}
        />
      ) : null}
      <Input className="lookbar-unit" aria-label={t("builder.dashboard.unit")} placeholder={t("builder.dashboard.unit")} allowClear value={look.unit} onChange={({ target }) => onChange({ ...look, unit: target.value.trim() })} />
      <Input className="lookbar-day" type="date" aria-label={t("period.on")} value={look.day} onChange={({ target }) => onChange({ ...look, day: target.value })} />
      <span className="soft lookbar-where" aria-live="polite">
        {busy ? t("app.loading") : unit ? t("builder.dashboard.shown", { unit }) : ""}
      </span>
    </div>
  );
}
