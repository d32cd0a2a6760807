import { TrophyOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "scores",
  nav: { to: "/scores", order: 25, icon: TrophyOutlined },
  title: { zh: "评分", en: "Scores" },
  permissions: ["read_scores"],
  pages: { scores: () => import("./ScoresPage") },
};
