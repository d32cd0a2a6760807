import { createBrowserRouter, type RouteObject, RouterProvider } from "react-router";
import { HomePage } from "./pages/HomePage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { Loading } from "./parts/Loading";
import { coming, routesOf } from "./rooms/room";
import { PageFault } from "./shell/PageFault";
import { Shell } from "./shell/Shell";
import { useBrandColor, useBranding } from "./theme/branding";

function Waiting() {
  return (
    <main className="shell-alone">
      <Loading lines={4} />
    </main>
  );
}

/** What dresses the pages that are made of antd; it comes with the first of them. */
const dressed = async () => ({ Component: (await import("./theme/Dressed")).Dressed });

/** Only the first look is in the first script, and nothing of antd; every other page comes when it is opened. */
const pages: RouteObject[] = [
  {
    lazy: dressed,
    hydrateFallbackElement: <Waiting />,
    children: [{ path: "/login", lazy: () => coming(async () => ({ default: (await import("./pages/LoginPage")).LoginPage })) }],
  },
  {
    path: "/",
    element: <Shell />,
    hydrateFallbackElement: <Waiting />,
    children: [
      {
        errorElement: <PageFault />,
        children: [
          { index: true, element: <HomePage /> },
          { path: "unit/:code", lazy: () => coming(async () => ({ default: (await import("./pages/UnitPage")).UnitPage })) },
          {
            id: "rooms",
            lazy: dressed,
            children: [],
          },
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
];

let roomsKnown = false;

/** The rooms come after the first look, however many there are: their addresses are learnt with the first that is not of the above. */
const router = createBrowserRouter(pages, {
  async patchRoutesOnNavigation({ patch }) {
    if (roomsKnown) return;
    const { rooms } = await import("./rooms");
    if (roomsKnown) return;
    roomsKnown = true;
    patch("rooms", rooms.flatMap(routesOf));
  },
});

export function App() {
  useBrandColor(useBranding()?.color);
  return <RouterProvider router={router} />;
}
