import { SettingOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "admin",
  nav: { to: "/admin", order: 90, icon: SettingOutlined, on: "desk" },
  title: { zh: "管理", en: "Admin" },
  permissions: ["manage_users", "read_audit", "read_jobs", "manage_tokens"],
  pages: {
    admin: () => import("./AdminPage"),
    "admin/users": () => import("./UsersPage"),
    "admin/posts": () => import("./PostsPage"),
    "admin/tokens": () => import("./TokensPage"),
    "admin/audit": () => import("./AuditPage"),
    "admin/jobs": () => import("./JobsPage"),
    "admin/system": () => import("./SystemPage"),
    "admin/password": () => import("./PasswordPage"),
  },
};
