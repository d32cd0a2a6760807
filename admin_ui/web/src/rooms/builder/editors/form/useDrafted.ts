import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { call } from "../../../../api/call";
import type { Issue } from "../../../../api/types";
import type { Form } from "../../../../phone/data/shapes";
import type { Definition } from "../../editor";
import type { FormulaName } from "../../logic/formula";
import { useSettled } from "../../parts/useTrial";
import { namesOf, type ReadField } from "./fields";

interface Tried {
  form: Form | null;
  issues: Issue[];
}

export interface Drafted {
  /** As the phone would get it now, or as it was when it was last whole. */
  form: Form | null;
  /** What keeps it from being read; empty: nothing. */
  issues: Issue[];
  broken: boolean;
  error: unknown;
  again: () => void;
  names: readonly FormulaName[] | undefined;
}

/** The draft as the server reads it for a phone, a moment after it was last touched. */
export function useDrafted(change: string, value: Definition): Drafted {
  const settled = useSettled(value, 600);
  const { data, error, refetch } = useQuery({
    queryKey: ["changes", change, "try", "form", value.name, settled],
    queryFn: () => call<Tried>("POST", `/changes/${encodeURIComponent(change)}/forms/${encodeURIComponent(value.name)}/try`, undefined, { value: settled }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
    enabled: change !== "",
  });
  const [sound, setSound] = useState<Form | null>(null);
  if (data?.form && data.form !== sound) setSound(data.form);
  const form = data?.form ?? sound;
  const names = useMemo(() => (form ? namesOf(form.fields as ReadField[]) : undefined), [form]);
  return { form, issues: data?.issues ?? [], broken: data !== undefined && data.form === null, error, again: () => void refetch(), names };
}
