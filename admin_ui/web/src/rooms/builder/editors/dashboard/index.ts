import type { Editor } from "../../editor";

export const editor: Editor = { kind: "dashboard", component: () => import("./Designer") };
