import type { Editor } from "../../editor";

export const editor: Editor = { kind: "role", looks: true, component: () => import("./RoleEditor") };
