import type { Editor } from "../../editor";

export const editor: Editor = { kind: "photo_standard", component: () => import("./PhotoStandardEditor") };
