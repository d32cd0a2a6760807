import { useQuery } from "@tanstack/react-query";
import { call } from "../../../../api/call";
import type { Text } from "../../../../api/types";
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
/** Of the palette; a type of a plug-in stands in its family beside the others. */
const FAMILIES = ["text", "number", "choice", "time", "media", "place", "people", "layout", "worked_out"];

async function fetched(): Promise<FormVocabulary> {
  const [types, checks] = await Promise.all([call<FieldType[]>("GET", "/forms/field-types"), call<PhotoCheck[]>("GET", "/forms/photo-checks")]);
  const place = ({ family }: FieldType) => (FAMILIES.indexOf(family) + FAMILIES.length + 1) % (FAMILIES.length + 1);
  return { types: [...types].sort((a, b) => place(a) - place(b)), checks };
}

/** What forms are made of in this installation. */
export function useFormVocabulary() {
  return useQuery({ queryKey: ["form vocabulary"], queryFn: fetched, staleTime: LASTING });
}
