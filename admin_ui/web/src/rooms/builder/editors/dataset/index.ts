import type { Editor } from "../../editor";

export const editor: Editor = { kind: "dataset", looks: true, component: () => import("./DatasetEditor") };
