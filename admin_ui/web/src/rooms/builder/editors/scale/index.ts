import type { Editor } from "../../editor";

export const editor: Editor = { kind: "scale", component: () => import("./ScaleEditor") };
