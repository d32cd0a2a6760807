import type { Editor } from "../../editor";

export const editor: Editor = { kind: "target_plan", component: () => import("./PlanEditor") };
