/**
 * The icon set: drawn for Comanda on a 24 × 24 grid with a 1.75 stroke and round ends; `.icon` in components.css styles
 * them. Each entry is one path, a long one in pieces. What follows the reading direction is mirrored where text runs
 * from right to left.
 */
const PATHS = {
  "alert-triangle": "M12 4 2.8 19.5h18.4ZM12 10v4.2M12 17v.01",
  "arrow-down": "M12 5v14M6 13l6 6 6-6",
  "arrow-left": "M19 12H5M11 6l-6 6 6 6",
  "arrow-right": "M5 12h14M13 6l6 6-6 6",
  "arrow-up": "M12 19V5M6 11l6-6 6 6",
  bell: "M12 3.5a6 6 0 0 0-6 6v4L4 17.5h16l-2-4v-4a6 6 0 0 0-6-6ZM9.5 17.5a2.5 2.5 0 0 0 5 0",
  "bell-off": "M9 4.3A6 6 0 0 1 18 9.5v4l1 2M6.4 7.5a6 6 0 0 0-.4 2v4l-2 4h13.5M9.5 17.5a2.5 2.5 0 0 0 5 0M4 3l17 18",
  calendar: [
    "M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 19V7A1.5 1.5 0 0 1 5 5.5Z",
    "M3.5 10h17M8 3.5v4M16 3.5v4",
  ].join(""),
  card: [
    "M4.5 5.5h15A1.5 1.5 0 0 1 21 7v10a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17V7a1.5 1.5 0 0 1 1.5-1.5Z",
    "M3 10h18M6.5 15h3.5",
  ].join(""),
  cart: "M3 4.5h2.2l2.3 10.8h10.2l2-7.8H6M9 19.3v.01M16.3 19.3v.01",
  cash: "M3 7h18v10H3ZM12 9.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8ZM6 12v.01M18 12v.01",
  check: "M4.5 12.5l5 5 10-11",
  "check-circle": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM8 12.3l2.8 2.8L16 9.5",
  "chevron-down": "M6 9.5l6 6 6-6",
  "chevron-left": "M14.5 6l-6 6 6 6",
  "chevron-right": "M9.5 6l6 6-6 6",
  "chevron-up": "M6 14.5l6-6 6 6",
  clock: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 7.5V12l3 2",
  code: "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5M13.5 5l-3 14",
  copy: [
    "M10 8.5h8.5A1.5 1.5 0 0 1 20 10v9a1.5 1.5 0 0 1-1.5 1.5H10A1.5 1.5 0 0 1 8.5 19v-9A1.5 1.5 0 0 1 10 8.5Z",
    "M15.5 8.5V5A1.5 1.5 0 0 0 14 3.5H5.5A1.5 1.5 0 0 0 4 5v8.5A1.5 1.5 0 0 0 5.5 15h3",
  ].join(""),
  cutlery: [
    "M7 3.5v17M4.5 3.5v4.8A2.5 2.5 0 0 0 7 10.8a2.5 2.5 0 0 0 2.5-2.5V3.5M17 20.5v-7",
    "M17 13.5h-3V9c0-3 1.2-5.5 3-5.5Z",
  ].join(""),
  edit: "M4.5 19.5l.8-4L15.6 5.2a1.9 1.9 0 0 1 2.7 0l.5.5a1.9 1.9 0 0 1 0 2.7L8.5 18.7ZM13.5 7.3l3.2 3.2",
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z",
    "M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6Z",
  ].join(""),
  filter: "M3.5 5.5h17l-6.7 7.6v5.4l-3.6-2v-3.4Z",
  flame: [
    "M12 20.8c-3.7 0-6.3-2.5-6.3-5.9 0-2.6 1.6-4 2.8-5.7C9.8 7.3 9.6 5 9.4 3.2c3.5 1.2 5.3 4 5.1 6.8.9-.4",
    " 1.4-1.2 1.6-2.2 1.4 1.7 2.2 4 2.2 6.4 0 4-2.6 6.6-6.3 6.6Z",
    "M12 20.8c-1.7 0-2.8-1.2-2.8-2.8 0-1.9 1.6-2.7 2.2-4.4 1.7.9 3.4 2.3 3.4 4.4 0 1.6-1.1 2.8-2.8 2.8Z",
  ].join(""),
  globe: [
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM3.8 12h16.4",
    "M12 3.5c2.4 2.4 3.5 5.2 3.5 8.5s-1.1 6.1-3.5 8.5c-2.4-2.4-3.5-5.2-3.5-8.5S9.6 5.9 12 3.5Z",
  ].join(""),
  grid: "M4 4h6.5v6.5H4ZM13.5 4H20v6.5h-6.5ZM4 13.5h6.5V20H4ZM13.5 13.5H20V20h-6.5Z",
  help: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9.6 9.5a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2 1-1.2 1.9M12 16.4v.01",
  heart: "M12 20S3.5 15.2 3.5 9.3A4.6 4.6 0 0 1 12 6.9a4.6 4.6 0 0 1 8.5 2.4C20.5 15.2 12 20 12 20Z",
  history: "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.2l2.8 1.7",
  home: "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5.5h4V20",
  info: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 11v5M12 8v.01",
  keyboard: [
    "M4 6h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 18H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 6Z",
    "M6.5 10v.01M10 10v.01M14 10v.01M17.5 10v.01M8 14.5h8",
  ].join(""),
  leaf: "M5 19c0-9 5-14 15-14.5C20.5 14.5 15.5 19 8.5 18.5M4.5 20.5C6.5 15.5 9.5 12.5 14 10.5",
  list: "M9 6.5h11.5M9 12h11.5M9 17.5h11.5M4.5 6.5v.01M4.5 12v.01M4.5 17.5v.01",
  lock: [
    "M6 10.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19v-7A1.5 1.5 0 0 1 6 10.5Z",
    "M8 10.5V7.5a4 4 0 0 1 8 0v3",
  ].join(""),
  logout: "M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5",
  map: "M9 4.5 3.5 6.5v13L9 17.5l6 2 5.5-2v-13L15 6.5ZM9 4.5v13M15 6.5v13",
  menu: "M4 6.5h16M4 12h16M4 17.5h16",
  merge: "M4 5.5h3.5c3 0 4.5 6.5 8 6.5H20M4 18.5h3.5c3 0 4.5-6.5 8-6.5M16.5 8.5 20 12l-3.5 3.5",
  minus: "M5 12h14",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z",
  more: [
    "M5 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1ZM12 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Z",
    "M19 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Z",
  ].join(""),
  move: "M4 8.5h13M13.5 5 17 8.5 13.5 12M20 15.5H7M10.5 12 7 15.5l3.5 3.5",
  note: [
    "M5.5 4h13A1.5 1.5 0 0 1 20 5.5V14l-6 6H5.5A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4ZM14 20v-6h6",
    "M8 8.5h8M8 12h4",
  ].join(""),
  phone: [
    "M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3Z",
    "M10.5 18h3",
  ].join(""),
  plus: "M12 5v14M5 12h14",
  print: [
    "M7 8.5v-5h10v5",
    "M7 17H5A1.5 1.5 0 0 1 3.5 15.5V10A1.5 1.5 0 0 1 5 8.5h14a1.5 1.5 0 0 1 1.5 1.5v5.5A1.5 1.5 0 0 1 19 17h-2",
    "M7 13.5h10v7H7Z",
  ].join(""),
  qr: [
    "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5M20 14v2.5h-1M14 20v-1M17.5 20H20v-1M7 7v.01",
    "M17 7v.01M7 17v.01",
  ].join(""),
  receipt: "M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5ZM9 8h6M9 11.5h6M9 15h3.5",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4v5h-5",
  search: "M10.8 4a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6ZM15.8 15.8 20.5 20.5",
  send: "M20.5 3.5 10 14M20.5 3.5 14 20.5l-4-6.5-6.5-4Z",
  settings: [
    "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z",
    "M9 14.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z",
  ].join(""),
  share: "M12 14.5V3.5M8 7l4-3.5L16 7M6.5 10.5h-1v10h13v-10h-1",
  split: "M12 20.5V14L5.5 7.5M5.5 12V7.5H10M12 14l6.5-6.5M14 7.5h4.5V12M12 3.5v.01",
  star: "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8Z",
  sun: [
    "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4",
    "M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4",
  ].join(""),
  table: "M3.5 9h17M5 9l1-4h12l1 4M12 9v10.5M8 19.5h8",
  tag: "M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5ZM8 8v.01",
  trash: "M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l.8 13h9.4l.8-13M10 10.5v5M14 10.5v5",
  undo: "M4.5 9.5h9.5a5 5 0 0 1 0 10H9M8.5 5.5l-4 4 4 4",
  user: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.5-4 3.5-6 7.5-6s7 2 7.5 6",
  "user-check": "M10 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM3 20.5c.5-4 3.2-6 7-6 1.7 0 3.2.4 4.4 1.2M15 18.5l2.2 2.2L21 16.5",
  users: [
    "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM2.8 19.5c.4-3.5 2.8-5.3 6.2-5.3s5.8 1.8 6.2 5.3",
    "M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.5 14.6c2.2.6 3.5 2.3 3.8 4.9",
  ].join(""),
  "volume-off": "M11.5 5 7 9H3.5v6H7l4.5 4ZM16 9.5l5 5M21 9.5l-5 5",
  "volume-on": "M11.5 5 7 9H3.5v6H7l4.5 4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11",
  wallet: "M4 7.5A2 2 0 0 1 6 5.5h11.5v3M4 7.5v10a2 2 0 0 0 2 2h14.5v-11H5.5M16.5 14v.01",
  wifi: "M2.8 9.2a13.5 13.5 0 0 1 18.4 0M6 12.8a8.8 8.8 0 0 1 12 0M9.1 16.3a4.2 4.2 0 0 1 5.8 0M12 19.5v.01",
  "wifi-off": [
    "M2.8 9.2A13.5 13.5 0 0 1 7 6.6M11 5.7c3.7-.2 7.4 1 10.2 3.5M6 12.8a8.8 8.8 0 0 1 4.2-2.2",
    "M14.5 11c1.3.4 2.5 1 3.5 1.8M9.1 16.3a4.2 4.2 0 0 1 5.8 0M12 19.5v.01M4 3.5l16 17",
  ].join(""),
  x: "M6 6l12 12M18 6 6 18",
};
const DIRECTIONAL = new Set([
  "arrow-left",
  "arrow-right",
  "chevron-left",
  "chevron-right",
  "logout",
  "undo",
  "send",
  "list",
]);
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {keyof typeof PATHS} IconName */

/**
 * Draws an icon. It is hidden from screen readers unless it has a label.
 *
 * @param {IconName} name
 * @param {{small?: boolean, label?: string}} [options] `small` suits text of 14 px and less
 * @returns {SVGSVGElement}
 */
export function icon(name, { small = false, label = "" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon${small ? " icon-small" : ""}${DIRECTIONAL.has(name) ? " icon-directional" : ""}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
