import type { Editor } from "../../editor";

export const editor: Editor = { kind: "rule", component: () => import("./RuleEditor") };
