import type { Editor } from "../../editor";

export const editor: Editor = { kind: "indicator", component: () => import("./IndicatorEditor") };
