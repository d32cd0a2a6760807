import { DatabaseOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "data",
  nav: { to: "/data", order: 30, icon: DatabaseOutlined },
  title: { zh: "数据", en: "Data" },
  permissions: ["read_sources", "request_adjustments"],
  pages: {
    data: () => import("./DataPage"),
    sources: () => import("./SourcesPage"),
    "sources/:name": () => import("./SourcePage"),
    "data/completeness": () => import("./CompletenessPage"),
    "data/adjustments": () => import("./AdjustmentsPage"),
  },
};
