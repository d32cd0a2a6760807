import type { Editor } from "../../editor";

export const editor: Editor = { kind: "scale", looks: true, component: () => import("./ScaleEditor") };
