import { ConfigProvider } from "antd";
import antdEn from "antd/locale/en_GB";
import antdZh from "antd/locale/zh_CN";
import { type ReactNode, useMemo } from "react";
import { Outlet } from "react-router";
import { useWords } from "../i18n/words";
import { theme } from "./antd";
import { useBranding } from "./branding";

/** antd in our tokens and in the language of the page, for what is inside (by default the route's page). */
export function Dressed({ children = <Outlet /> }: { children?: ReactNode }) {
  const { lang } = useWords();
  const color = useBranding()?.color;
  const look = useMemo(() => theme(color), [color]);
  return (
    <ConfigProvider theme={look} locale={lang === "zh" ? antdZh : antdEn} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
