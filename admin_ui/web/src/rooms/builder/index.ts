import { BuildOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "builder",
  nav: { to: "/builder", order: 40, icon: BuildOutlined },
  title: { zh: "搭建", en: "Builder" },
  permissions: ["edit_definitions"],
  pages: {
    builder: () => import("./BuilderPage"),
    "builder/change": () => import("./ChangePage"),
    "builder/releases": () => import("./ReleasesPage"),
    "builder/:kind/:name": () => import("./DefinitionPage"),
  },
};
