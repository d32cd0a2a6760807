import type { ComponentType } from "react";
import type { RouteObject } from "react-router";

/**
 * A room: a folder `rooms/<name>/` with `index.ts` (this description, exported as `room`; all of them come
 * right after the first look), its pages (fetched when they are opened) and its texts `zh.json` and `en.json` (also in folders
 * below), whose one top-level key is the room's name. A new room is one new folder and no other edit.
 */
export interface Room {
  name: string;
  /** Where it stands in the navigation; rooms without are reached from other rooms. */
  nav?: { to: string; order: number; icon: ComponentType<{ "aria-hidden"?: boolean }>; on?: "desk" };
  /** The title in the navigation, in both languages. */
  title: { zh: string; en: string };
  /** Needed to enter: one of these permissions; none = everybody who has signed in. */
  permissions?: string[];
  /** Addresses → pages. */
  pages: Record<string, () => Promise<{ default: ComponentType }>>;
}

/** The room's routes: a page comes with the room's texts, in both languages, when it is first opened. */
export function routesOf(room: Room): RouteObject[] {
  return Object.entries(room.pages).map(([path, page]) => ({ path, lazy: () => coming(page, room.name) }));
}

/** A page together with the texts it needs (and those of a room). */
export async function coming(page: () => Promise<{ default: ComponentType }>, room?: string): Promise<{ Component: ComponentType }> {
  const texts = import("../i18n/texts").then(({ learn }) => learn(room));
  const [{ default: Component }] = await Promise.all([page(), texts]);
  return { Component };
}
