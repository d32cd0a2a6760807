import type { Editor } from "../../editor";

export const editor: Editor = { kind: "role", component: () => import("./RoleEditor") };
