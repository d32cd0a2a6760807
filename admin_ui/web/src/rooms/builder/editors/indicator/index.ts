import type { Editor } from "../../editor";

export const editor: Editor = { kind: "indicator", looks: true, component: () => import("./IndicatorEditor") };
