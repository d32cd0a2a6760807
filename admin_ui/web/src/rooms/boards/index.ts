import { AppstoreOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "boards",
  nav: { to: "/boards", order: 10, icon: AppstoreOutlined },
  title: { zh: "看板", en: "Boards" },
  permissions: ["read_values"],
  pages: {
    boards: () => import("./BoardsPage"),
    "boards/:name": () => import("./BoardPage"),
    "boards/:name/meeting": () => import("./MeetingPage"),
    "boards/:name/snapshots": () => import("./SnapshotsPage"),
    "boards/:name/snapshots/:id": () => import("./SnapshotPage"),
    "boards/:name/snapshots/:id/meeting": () => import("./MeetingPage"),
  },
};
