import { AutoComplete, Input, Modal } from "antd";
import { useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../../api/client";
import { startPreview } from "../../../api/preview";
import { useSession } from "../../../api/session";
import { useApp } from "../../../format/manner";
import { useWords } from "../../../i18n/words";
import type { ChangeCard } from "../changes";
import "./PreviewDialog.css";

type Person = Shape<"AccessPerson">;

/** People to look as, by login, name or post. */
function usePeople(wanted: boolean, q: string) {
  return useQuery({
    queryKey: ["people", q],
    queryFn: () => ask(api.GET("/api/v1/access/people", { params: { query: { q, page_size: 20 } } })),
    enabled: wanted,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

/** Looks at the app as it would be: with this change set, as somebody, on a day. Nothing can be written meanwhile. */
export function PreviewDialog({ change, onClose }: { change: ChangeCard | null; onClose: () => void }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const app = useApp();
  const [as, setAs] = useState("");
  const people = usePeople(may("view_as"), as.trim());
  const [day, setDay] = useState("");
  const described = (one: Person) => {
    const posts = one.posts.map(({ role_title, unit_title }) => `${words(role_title)} ${words(unit_title)}`).join(", ");
    return posts ? `${words(one.title)} · ${posts}` : words(one.title);
  };
  const known = people.data ?? [];
  const chosen = known.find(({ login }) => login === as.trim());
  const start = () =>
    startPreview({
      ...(change ? { change: change.public_id, changeTitle: change.title } : {}),
      ...(as.trim() ? { as: as.trim(), asTitle: chosen ? described(chosen) : as.trim() } : {}),
      ...(day ? { day } : {}),
    });
  return (
    <Modal open title={change ? t("builder.preview.title", { title: change.title }) : t("builder.preview.asTitle")} okText={t("builder.preview.start")} cancelText={t("builder.cancel")} okButtonProps={{ disabled: !change && !as.trim() && !day }} onOk={start} onCancel={onClose}>
      <p className="soft">{t("builder.preview.lead")}</p>
      <div className="previewdialog">
        {may("view_as") ? (
          <>
            <label htmlFor="preview-as">{t("builder.preview.as")}</label>
            <AutoComplete
              id="preview-as"
              value={as}
              onChange={setAs}
              placeholder={t("builder.preview.myself")}
              options={known.map((one) => ({ value: one.login, label: `${one.login} · ${described(one)}` }))}
              showSearch={{ filterOption: false }}
            />
          </>
        ) : null}
        <label htmlFor="preview-day">{t("builder.preview.day")}</label>
        <Input id="preview-day" type="date" value={day} onChange={({ target }) => setDay(target.value)} />
      </div>
      <p className="soft small">{t("builder.preview.dayHint", { app: words(app?.title) })}</p>
    </Modal>
  );
}
