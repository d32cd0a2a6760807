import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage } from "../../api/call";
import type { Text, UnitRef, Words } from "../../api/types";
import type { Agreement, FileCard, FormFields, FormState, Outcome, Reason, ReviewCard, ReviewDetail, Submission, SubmissionRow } from "./shapes";

export interface FormBrief {
  name: string;
  title: Text;
  description: Text | null;
  level: string;
  state: FormState;
  version: string;
  duties: { name: string; title: Text; every: string; opens: string | null; due: string; roles: string[] }[];
  checks: string[];
  datasets: string[];
  submissions: number;
  today: number;
}

export interface Tally {
  owed: number;
  sent: number;
  late: number;
  waiting: number;
}

export interface Responsible {
  role: string;
  title: Text;
  unit: UnitRef | null;
  people: { login: string; title: Text; deputy: boolean }[];
}

export interface DutyOfForm extends Tally {
  duty: string;
  title: Text;
  first: string;
  last: string;
  opens_at: string;
  due_at: string;
  over: boolean;
  parents: (Tally & { unit: UnitRef })[];
  missing: { unit: UnitRef; state: "upcoming" | "due" | "late"; responsible: Responsible[] }[];
  missing_total: number;
}

export interface Completeness {
  form: string;
  title: Text;
  day: string;
  unit: UnitRef | null;
  duties: DutyOfForm[];
}

export interface FormVersion {
  version: string;
  number: number;
  created_at: string;
  author: string | null;
  reason: string | null;
  serving: boolean;
  fields: number;
  submissions: number;
  last_received_at: string | null;
}

export interface PhotoCard extends FileCard {
  submission: string;
  form: string;
  title: Text;
  unit: UnitRef;
  person: { login: string; title: Words };
  day: string;
  outcome: Outcome | null;
  marked: boolean;
  reasons: Reason[];
}

export interface Filter {
  form?: string | undefined;
  unit?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  state?: string | undefined;
  outcome?: string | undefined;
  flag?: string | undefined;
  q?: string | undefined;
  test?: string | undefined;
}

const seg = encodeURIComponent;

export function useForms() {
  return useQuery({ queryKey: ["forms"], queryFn: () => call<FormBrief[]>("GET", "/forms") });
}

/** A form as the phone gets it, older versions by their hash. */
export function useForm(name: string | undefined, version?: string) {
  return useQuery({ queryKey: ["forms", name, "whole", version], queryFn: () => call<FormFields>("GET", `/forms/${seg(name ?? "")}`, { version }), enabled: Boolean(name), staleTime: 60_000 });
}

export function useCompleteness(name: string, day: string | undefined, unit: string | undefined, wanted = true) {
  return useQuery({ queryKey: ["forms", name, "completeness", day, unit], queryFn: () => call<Completeness>("GET", `/forms/${seg(name)}/completeness`, { day, unit }), enabled: wanted, placeholderData: keepPreviousData });
}

export function useVersions(name: string) {
  return useQuery({ queryKey: ["forms", name, "versions"], queryFn: () => call<FormVersion[]>("GET", `/forms/${seg(name)}/versions`) });
}

export function useSubmissions(filter: Filter, page: number, size: number) {
  return useQuery({ queryKey: ["submissions", filter, page, size], queryFn: () => callPage<SubmissionRow>("/submissions", { ...filter, page, page_size: size }), placeholderData: keepPreviousData });
}

export function useSubmission(id: string) {
  return useQuery({ queryKey: ["submissions", id], queryFn: () => call<Submission>("GET", `/submissions/${seg(id)}`) });
}

const WALL = 60;

export function usePhotos(filter: Filter) {
  return useInfiniteQuery({
    queryKey: ["photos", filter],
    queryFn: ({ pageParam }) => callPage<PhotoCard>("/photos", { ...filter, page: pageParam, page_size: WALL }),
    initialPageParam: 1,
    getNextPageParam: (last, all) => (all.length * WALL < last.total ? all.length + 1 : undefined),
  });
}

export const pictureOf = (photo: string, size: "small" | "full" | "marked"): string => `/api/v1/photos/${seg(photo)}?size=${size}`;

export interface ReviewFilter {
  state: "open" | "done";
  why?: string | undefined;
  form?: string | undefined;
  page: number;
}

export function useReviews(filter: ReviewFilter) {
  return useQuery({ queryKey: ["reviews", "list", filter], queryFn: () => callPage<ReviewCard>("/reviews", { ...filter, page_size: 50 }), placeholderData: keepPreviousData });
}

export const fetchReview = (id: string): Promise<ReviewDetail> => call<ReviewDetail>("GET", `/reviews/${seg(id)}`);

export function useReview(id: string | undefined) {
  return useQuery({ queryKey: ["reviews", "one", id], queryFn: () => fetchReview(id ?? ""), enabled: Boolean(id) });
}

export function useSummary() {
  return useQuery({ queryKey: ["reviews", "summary"], queryFn: () => call<{ open: Record<string, number>; oldest_at: string | null }>("GET", "/reviews/summary") });
}

export function useAgreement(from: string, to: string, form: string | undefined) {
  return useQuery({ queryKey: ["reviews", "agreement", from, to, form], queryFn: () => call<Agreement>("GET", "/reviews/agreement", { from, to, form }), placeholderData: keepPreviousData });
}

/** Something that changes what forms have brought: all that shows it is asked again. */
export function useChange<Wish, Done = unknown>(send: (wish: Wish) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => ["forms", "submissions", "photos", "reviews"].includes(String(queryKey[0])) }),
  });
}
