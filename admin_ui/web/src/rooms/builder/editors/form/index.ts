import type { Editor } from "../../editor";

export const editor: Editor = { kind: "form", component: () => import("./FormDesigner") };
