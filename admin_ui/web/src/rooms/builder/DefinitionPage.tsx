import { useParams } from "react-router";
import { Problem } from "../../api/problem";
import { Loading } from "../../parts/Loading";
import { PageProblem } from "../../parts/PageProblem";
import { type DraftCard, served, useDraft, useKinds, useLive } from "./changes";
import { useCurrent } from "./current";
import { ChangeBar } from "./parts/ChangeBar";
import { Workbench } from "./parts/Workbench";

/** One definition: edited in the change set that is worked in, or only looked at where there is none. */
export default function DefinitionPage() {
  const { kind = "", name = "" } = useParams();
  const set = useCurrent();
  const kinds = useKinds();
  const id = set.current?.public_id ?? null;
  const draft = useDraft(id, kind, name, !set.loading);
  const live = useLive(kind, name, !set.loading && id === null);
  const card = kinds.data?.find((one) => one.kind === kind);
  const shown: DraftCard | undefined = id === null ? live.data && served(live.data, kind, name) : draft.data;
  const failure = kinds.error ?? set.failure ?? (id === null ? live.error : shown ? null : draft.error) ?? (kinds.data && !card ? new Problem(404, "", "", []) : null);
  return (
    <>
      <ChangeBar set={set} />
      {failure ? (
        <PageProblem problem={failure} retry={() => void (id === null ? live.refetch() : draft.refetch())} />
      ) : !card || !shown || set.loading ? (
        <Loading lines={8} />
      ) : (
        <Workbench key={`${id} ${kind} ${name}`} set={set} kind={card} card={shown} />
      )}
    </>
  );
}
