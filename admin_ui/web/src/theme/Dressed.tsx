import { ConfigProvider } from "antd";
import antdEn from "antd/locale/en_GB";
import antdZh from "antd/locale/zh_CN";
import { type ReactNode, useMemo } from "react";
import { Outlet } from "react-router";
import { usePhone } from "../format/page";
import { useWords } from "../i18n/words";
import { theme } from "./antd";
import { useBranding } from "./branding";
import "./Dressed.css";

/** antd in our tokens, in the language of the page and, on a phone, large enough for a thumb, for what is inside (by default the route's page). */
export function Dressed({ children = <Outlet /> }: { children?: ReactNode }) {
  const { lang } = useWords();
  const phone = usePhone();
  const color = useBranding()?.color;
  const look = useMemo(() => theme(color), [color]);
  return (
    <ConfigProvider theme={look} componentSize={phone ? "large" : "middle"} locale={lang === "zh" ? antdZh : antdEn} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
