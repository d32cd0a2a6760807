import { useEffect, useState } from "react";
import { useHome } from "../api/queries";
import type { Room } from "../rooms/room";

/** By then the lamps are on the screen. */
const PAINTED = 50;

/** The rooms for the navigation; they are fetched once the cockpit's answer is there, so that they never delay it. */
export function useRooms(): readonly Room[] {
  const { isFetched } = useHome();
  const [rooms, setRooms] = useState<readonly Room[]>([]);
  useEffect(() => {
    if (!isFetched) return undefined;
    let here = true;
    const fetching = setTimeout(() => {
      void import("../rooms").then(
        (found) => here && setRooms(found.rooms),
        () => undefined, // without them the navigation is shorter; a page that needs one says so itself
      );
    }, PAINTED);
    return () => {
      here = false;
      clearTimeout(fetching);
    };
  }, [isFetched]);
  return rooms;
}
