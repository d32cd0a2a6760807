import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../api/call";
import type { Text } from "../api/types";
import { tint } from "./tint";

interface AppLook {
  title: Text | null;
  languages: string[];
  branding: { color: string | null; logo: string | null; title: Text | null } | null;
}

export interface Branding {
  /** What stands in place of the product's name; null: the app says nothing. */
  title: Text | null;
  color: string | null;
  /** A data URL of a PNG; anything else was refused by the server and is refused here again. */
  logo: string | null;
  languages: string[];
}

const COLOR = /^#[0-9a-f]{6}$/i;
const LOGO = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

/** The looks of the app, the same for everybody, before signing in too; undefined until they have come. */
export function useBranding(): Branding | undefined {
  const { data } = useQuery({ queryKey: ["session", "app"], queryFn: () => call<AppLook>("GET", "/app"), staleTime: 300_000, retry: false });
  if (!data) return undefined;
  const { color = null, logo = null, title = null } = data.branding ?? {};
  return { title, languages: data.languages, color: color && COLOR.test(color) ? color : null, logo: logo && LOGO.test(logo) ? logo : null };
}

/** Puts the brand's colour in the place of ours, everywhere. */
export function useBrandColor(color: string | null | undefined): void {
  useEffect(() => {
    const style = document.documentElement.style;
    if (!color) return;
    style.setProperty("--brand", color);
    style.setProperty("--brand-soft", tint(color, 0.9));
    return () => {
      style.removeProperty("--brand");
      style.removeProperty("--brand-soft");
    };
  }, [color]);
}
