import { SafetyOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "access",
  nav: { to: "/access", order: 60, icon: SafetyOutlined, on: "desk" },
  title: { zh: "权限", en: "Access" },
  permissions: ["view_as", "manage_users"],
  pages: { access: () => import("./AccessPage") },
};
