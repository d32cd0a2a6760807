import { useQuery } from "@tanstack/react-query";
import type { Text } from "../../../../api/types";
import { call } from "../../../../api/call";
import type { Node } from "../../logic/schema";
import type { FieldType } from "./fields";

/** One installed check of photos. */
export interface PhotoCheck {
  name: string;
  title: Text;
  /** The JSON Schema of its options. */
  schema: Node;
  needs_standard: boolean;
  remote: boolean;
}

export interface FormVocabulary {
  types: FieldType[];
  checks: PhotoCheck[];
}

const LASTING = 600_000;

/** What forms are made of in this installation. */
export function useFormVocabulary() {
  return useQuery({ queryKey: ["form vocabulary"], queryFn: () => call<FormVocabulary>("GET", "/forms/vocabulary"), staleTime: LASTING });
}
