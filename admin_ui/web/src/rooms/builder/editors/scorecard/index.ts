import type { Editor } from "../../editor";

export const editor: Editor = { kind: "scorecard", looks: true, component: () => import("./ScorecardEditor") };
