import type { Room } from "./room";

const found = import.meta.glob<{ room: Room }>("./*/index.ts", { eager: true });

/** Every room, in the order of the navigation. */
export const rooms: Room[] = Object.values(found)
  .map(({ room }) => room)
  .sort((a, b) => (a.nav?.order ?? 99) - (b.nav?.order ?? 99));
