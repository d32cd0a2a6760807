import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { api, ask } from "../api/client";
import { useWords } from "../i18n/words";

interface Picked {
  label: string;
  value: string | null;
  onChange: (code: string | null) => void;
  /** Only units of this level. */
  level?: string | undefined;
  placeholder?: string;
  id?: string;
}

/** A unit in scope, found by code or title. */
export function UnitPicker({ label, value, onChange, level, placeholder, id }: Picked) {
  const { words } = useWords();
  const [said, setSaid] = useState("");
  const { data, isFetching } = useQuery({
    queryKey: ["units", "search", said, level],
    queryFn: () => ask(api.GET("/api/v1/units", { params: { query: { q: said, limit: 30, ...(level ? { level } : {}) } } })),
    placeholderData: keepPreviousData,
  });
  const known = data?.find(({ code }) => code === value);
  const own = useQuery({
    queryKey: ["units", "search", value],
    queryFn: () => ask(api.GET("/api/v1/units", { params: { query: { q: value ?? "", limit: 30 } } })),
    enabled: value !== null && !known,
  }).data?.find(({ code }) => code === value);
  const found = [...(own && !known ? [own] : []), ...(data ?? [])];
  return (
    <Select
      {...(id ? { id } : {})}
      aria-label={label}
      className="unitpicker"
      style={{ minWidth: 220, maxWidth: "100%" }}
      showSearch={{ filterOption: false, onSearch: setSaid }}
      allowClear
      loading={isFetching}
      placeholder={placeholder ?? label}
      value={value}
      notFoundContent={null}
      options={found.map(({ code, title, parent_title: above }) => ({ value: code, label: `${words(title)} ${code}`, above: words(above) }))}
      optionRender={({ data: { label: name, above } }) => (
        <span>
          {name}
          {above ? <span className="soft"> · {above}</span> : null}
        </span>
      )}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}
