/** Everything the page shows, in one place, and who is told when it changes. */

import { ANYTHING, indexMenu } from "./menu.js";
import { recall, remember } from "./keep.js";

/** The page's address is the table's: what is kept on the phone is kept by it. */
export const ADDRESS = location.pathname.replace(/\/$/, "");
export const TABLE_API = `/api/customer${ADDRESS}`;

/** The names under which this page keeps things on the phone. */
export const KEYS = {
  seat: `comanda-seat:${ADDRESS}`,
  cart: `comanda-cart:${ADDRESS}`,
  outbox: `comanda-outbox:${ADDRESS}`,
  taste: "comanda-taste",
  language: "comanda-language",
};

export const state = {
  /** @type {ReturnType<typeof indexMenu>} */
  menu: indexMenu(JSON.parse(document.getElementById("menu").textContent)),
  /** True when the menu shown could not be compared with the server's. */
  menuIsOld: false,
  /** @type {import("./menu.js").Taste} */
  taste: { ...ANYTHING, ...recall(KEYS.taste), text: "" },
  /** Where this phone stands with the table, see seat.js. */
  seat: { phase: "none", ...recall(KEYS.seat) },
  /** What the server knows while this phone is at the table; each null until it was fetched. */
  me: null,
  orders: null,
  bill: null,
  tableCart: null,
  /** The cart on this phone, see cart.js. */
  cart: null,
  /** Which cart is looked at. */
  side: "mine",
  quote: { phase: "none", of: "", data: null, message: "" },
  refusal: null,
  /** An order whose answer is not known yet, see outbox.js. */
  outbox: recall(KEYS.outbox),
  online: navigator.onLine,
  /** @type {"off" | import("/static/shared/realtime.js").RealtimeStatus} */
  link: "off",
  route: { view: "menu" },
};

const listeners = new Set();
let waiting = false;

/** Call `listener` after every change, once a frame at most. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Say that something in `state` is different now. */
export function changed() {
  if (waiting) return;
  waiting = true;
  // A hidden page gets no frames, but its tests and its title still want to be right.
  const tell = () => {
    waiting = false;
    for (const listener of listeners) listener();
  };
  if (document.visibilityState === "visible") requestAnimationFrame(tell);
  else setTimeout(tell);
}

/** Change what narrows the menu down; all but the words searched for is kept on the phone. */
export function setTaste(part) {
  state.taste = { ...state.taste, ...part };
  const { avoid, diets, hide } = state.taste;
  remember(KEYS.taste, avoid.length || diets.length || !hide ? { avoid, diets, hide } : null);
  changed();
}

/** Whether this phone may order now. */
export function atTable() {
  return state.seat.phase === "active";
}

/** What the table is called where the party sits now, which may not be the one whose code was scanned. */
export function tableName() {
  const { name, number } = state.me?.session.table ?? state.menu.table;
  // "T7" is what staff call number 7.
  return String(name && !/^[a-z]?\d+$/i.test(name) ? name : number);
}
