import type { ThemeConfig } from "antd";

/** antd in our own tokens, in the brand's colour if it has one; called once the style sheet is there. */
export function theme(brand?: string | null): ThemeConfig {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => (name === "brand" && brand) || style.getPropertyValue(`--${name}`).trim();
  return {
    hashed: false,
    token: {
      colorPrimary: token("brand"),
      colorInfo: token("brand"),
      colorLink: token("brand"),
      colorSuccess: token("green"),
      colorSuccessBg: token("green-soft"),
      colorWarning: token("yellow"),
      colorWarningBg: token("yellow-soft"),
      colorError: token("red"),
      colorText: token("ink"),
      colorTextSecondary: token("ink-soft"),
      colorTextDescription: token("ink-soft"),
      colorTextPlaceholder: "#667483",
      colorBorder: token("line-strong"),
      colorBorderSecondary: token("line"),
      borderRadius: 6,
      fontFamily: "var(--font)",
      fontSize: 14,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: { contentFontSizeLG: 14 },
      Segmented: { itemColor: token("ink-soft"), itemSelectedColor: token("ink"), trackBg: "#e6ebf0" },
    },
  };
}
