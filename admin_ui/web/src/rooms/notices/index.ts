import type { Room } from "../room";

/** What a person finds in the app itself. It is reached by the bell in the top bar. */
export const room: Room = {
  name: "notices",
  title: { zh: "消息", en: "Notices" },
  pages: { notices: () => import("./NoticesPage") },
};
