import type { Editor } from "../../editor";

export const editor: Editor = { kind: "cause", looks: true, component: () => import("./CauseEditor") };
