import type { Room } from "../room";

/** Its place in the navigation is there with the first look (shell/Navigation.tsx): it is one of the two that nearly everybody has. */
export const room: Room = {
  name: "incidents",
  title: { zh: "预警", en: "Incidents" },
  permissions: ["read_incidents"],
  pages: {
    incidents: () => import("./IncidentsPage"),
    "incident/:id": () => import("./IncidentPage"),
    silences: () => import("./SilencesPage"),
    messages: () => import("./MessagesPage"),
    rules: () => import("./RulesPage"),
    "rules/:rule": () => import("./RulePage"),
  },
};
