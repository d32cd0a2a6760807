import type { Editor } from "../../editor";

export const editor: Editor = { kind: "rule", looks: true, component: () => import("./RuleEditor") };
