import type { ReactNode } from "react";

/** The few icons of the first look, drawn here: those of @ant-design/icons come with the pages. */
function icon(drawn: ReactNode) {
  return function Icon() {
    return (
      <svg
        className="anticon"
        aria-hidden="true"
        width="1em"
        height="1em"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {drawn}
      </svg>
    );
  };
}

const ROUND = <circle cx="12" cy="12" r="9.5" />;
const FILLED = <circle cx="12" cy="12" r="9.5" fill="currentColor" />;

export const AlertIcon = icon(<path d="M6.5 18v-6a5.5 5.5 0 0 1 11 0v6M4 21.5h16M5 18h14M12 2v1.5M3.5 5.5l1 1M20.5 5.5l-1 1" />);
export const CheckIcon = icon([<g key="r">{ROUND}</g>, <path key="c" d="m8 12.5 2.8 2.8 5.4-6" />]);
export const CompassIcon = icon([<g key="r">{ROUND}</g>, <path key="n" d="m15.8 8.2-2.2 5.4-5.4 2.2 2.2-5.4z" />]);
export const DownIcon = icon(<path d="m5 9 7 7 7-7" />);
export const ExclamationIcon = icon([<g key="r">{FILLED}</g>, <path key="m" stroke="#fff" strokeWidth="2.2" d="M12 7v6M12 16.5v.1" />]);
export const EyeIcon = icon(<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12zM15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0z" />);
export const FlagIcon = icon(<path d="M5 21.5v-19M5 4h13.5l-2.5 4.8 2.5 4.7H5" />);
export const GlobeIcon = icon([<g key="r">{ROUND}</g>, <path key="l" d="M2.5 12h19M12 2.5c5 5.5 5 13.5 0 19M12 2.5c-5 5.5-5 13.5 0 19" />]);
export const InboxIcon = icon(<path d="M3 13.5 6.2 4h11.6L21 13.5V20H3zM3 13.5h5l1.5 3h5l1.5-3h5" />);
export const InfoIcon = icon([<g key="r">{FILLED}</g>, <path key="m" stroke="#fff" strokeWidth="2.2" d="M12 11v6M12 7.4v.1" />]);
export const LogoutIcon = icon(<path d="M13 21H4V3h9M9 12h12M17 8l4 4-4 4" />);
export const MissingIcon = icon(<path d="m9.5 14.5-3 3a3.5 3.5 0 0 1-5-5l3-3M14.5 9.5l3-3a3.5 3.5 0 0 1 5 5l-3 3M8 2.5V5M2.5 8H5M16 21.5V19M21.5 16H19" />);
export const UserIcon = icon([<circle key="h" cx="12" cy="7.5" r="4.5" />, <path key="b" d="M3.5 21.5c.6-5 4-7.5 8.5-7.5s7.9 2.5 8.5 7.5" />]);
