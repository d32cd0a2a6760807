import { ConfigProvider } from "antd";
import antdEn from "antd/locale/en_GB";
import antdZh from "antd/locale/zh_CN";
import { useMemo } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";
import { useWords } from "./i18n/words";
import { HomePage } from "./pages/HomePage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { Loading } from "./parts/Loading";
import { rooms } from "./rooms";
import { routesOf } from "./rooms/room";
import { PageFault } from "./shell/PageFault";
import { Shell } from "./shell/Shell";
import { theme } from "./theme/antd";
import { useBrandColor, useBranding } from "./theme/branding";

function Coming() {
  return (
    <main className="shell-alone">
      <Loading lines={4} />
    </main>
  );
}

/** Only the first look is in the first script; every other page comes when it is opened. */
const router = createBrowserRouter([
  { path: "/login", hydrateFallbackElement: <Coming />, lazy: async () => ({ Component: (await import("./pages/LoginPage")).LoginPage }) },
  {
    path: "/",
    element: <Shell />,
    hydrateFallbackElement: <Coming />,
    children: [
      {
        errorElement: <PageFault />,
        children: [
          { index: true, element: <HomePage /> },
          { path: "unit/:code", lazy: async () => ({ Component: (await import("./pages/UnitPage")).UnitPage }) },
          { path: "incidents", lazy: async () => ({ Component: (await import("./pages/IncidentsPage")).IncidentsPage }) },
          { path: "incident/:id", lazy: async () => ({ Component: (await import("./pages/IncidentPage")).IncidentPage }) },
          ...rooms.flatMap(routesOf),
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

export function App() {
  const { lang } = useWords();
  const color = useBranding()?.color;
  useBrandColor(color);
  const look = useMemo(() => theme(color), [color]);
  return (
    <ConfigProvider theme={look} locale={lang === "zh" ? antdZh : antdEn} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <RouterProvider router={router} />
    </ConfigProvider>
  );
}
