/** The looks of the client's app: its name, colour and mark in the place of ours; kept for when there is no network. */

import { useEffect, useState } from "react";
import { tint } from "../theme/tint";
import { call } from "./data/api";
import type { Text } from "./data/shapes";

interface AppLook {
  title: Text;
  branding: { color: string | null; logo: string | null; title: Text } | null;
}

export interface Look {
  title: Text;
  color: string | null;
  logo: string | null;
}

const REMEMBERED = "navmark.phone.look";
const COLOR = /^#[0-9a-f]{6}$/i;
const LOGO = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

function remembered(): Look | null {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") as Look | null;
  } catch {
    return null;
  }
}

/** Also puts the brand's colour in the place of ours. */
export function useLook(): Look | null {
  const [look, setLook] = useState(remembered);
  useEffect(() => {
    call<AppLook>("GET", "/app").then(({ title, branding }) => {
      const { color = null, logo = null, title: own = null } = branding ?? {};
      const found = { title: own ?? title, color: color && COLOR.test(color) ? color : null, logo: logo && LOGO.test(logo) ? logo : null };
      localStorage.setItem(REMEMBERED, JSON.stringify(found));
      setLook(found);
    }, () => undefined); // as last known, or ours
  }, []);
  useEffect(() => {
    const style = document.documentElement.style;
    if (!look?.color) return;
    style.setProperty("--brand", look.color);
    style.setProperty("--brand-soft", tint(look.color, 0.9));
  }, [look?.color]);
  return look;
}
