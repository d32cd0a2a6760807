import type { Editor } from "../../editor";

export const editor: Editor = { kind: "source", component: () => import("./SourceEditor") };
