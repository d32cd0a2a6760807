import type { Editor } from "../../editor";

export const editor: Editor = { kind: "dataset", component: () => import("./DatasetEditor") };
