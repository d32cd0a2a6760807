import { FlagOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "targets",
  nav: { to: "/targets", order: 20, icon: FlagOutlined },
  title: { zh: "我的目标", en: "My targets" },
  permissions: ["read_values"],
  pages: {
    targets: () => import("./MyTargetsPage"),
    "targets/receipts": () => import("./ReceiptsPage"),
  },
};
