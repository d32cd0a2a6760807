import { FormOutlined } from "@ant-design/icons";
import type { Room } from "../room";

export const room: Room = {
  name: "forms",
  nav: { to: "/forms", order: 25, icon: FormOutlined },
  title: { zh: "表单", en: "Forms" },
  permissions: ["read_submissions", "review_submissions"],
  pages: {
    forms: () => import("./FormsPage"),
    "forms/submissions": () => import("./SubmissionsPage"),
    "forms/submissions/:id": () => import("./SubmissionPage"),
    "forms/photos": () => import("./PhotosPage"),
    "forms/completeness": () => import("./CompletenessPage"),
    "forms/reviews": () => import("./ReviewsPage"),
    "forms/versions": () => import("./VersionsPage"),
  },
};
