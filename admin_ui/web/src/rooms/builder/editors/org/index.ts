import type { Editor } from "../../editor";

export const editor: Editor = { kind: "org", component: () => import("./OrgEditor") };
