import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import type { UnitRef } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { useSettled } from "./useTrial";

interface Picked {
  value: string[];
  onChange: (codes: string[]) => void;
  label: string;
  placeholder: string;
}

const MOST = 20;

/** Some units, found by code or title. */
export function UnitsPicker({ value, onChange, label, placeholder }: Picked) {
  const { words } = useWords();
  const [typed, setTyped] = useState("");
  const q = useSettled(typed, 250);
  const { data } = useQuery({ queryKey: ["units", q], queryFn: () => call<UnitRef[]>("GET", "/units", { q, limit: MOST }), placeholderData: keepPreviousData });
  const options = (data ?? []).map(({ code, title, level_title }) => ({ value: code, label: `${words(title)} · ${words(level_title)} ${code}` }));
  return <Select mode="multiple" className="unitpicker" aria-label={label} placeholder={placeholder} value={value} onChange={(next: string[]) => onChange(next.slice(0, MOST))} options={options} maxTagCount="responsive" showSearch={{ filterOption: false, onSearch: setTyped }} popupMatchSelectWidth={false} />;
}
