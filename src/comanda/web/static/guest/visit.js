/** While this phone is at the table or waiting for it: what the server knows, kept fresh by events and by asking. */

import { keepLive } from "/static/shared/live.js";
import { connectRealtime } from "/static/shared/realtime.js";
import { refreshMenu } from "./menu-source.js";
import { leaveTable, lookAtSeat, movedTo } from "./seat.js";
import { server } from "./server.js";
import { atTable, changed, state } from "./state.js";

/** Without live events everything is asked for this often. */
const POLL_MS = 4000;

const SOURCES = {
  me: "/api/customer/me",
  orders: "/api/customer/my-orders?scope=session",
  tableCart: "/api/customer/cart",
  bill: "/api/customer/bill",
};
/** What an event may have changed. Payloads are hints: the server is asked for what is so. */
const TOUCHES = [
  [/^order:/, ["orders", "bill", "tableCart"]],
  [/^payment:/, ["orders", "bill"]],
  [/^cart:/, ["tableCart"]],
  [/^(guest|service_request|table):/, ["me"]],
  [/^session:/, ["me", "orders", "tableCart", "bill"]],
];

let socket = null;
let poll = null;
let sources = {};
let onOrders = () => {};

/** Call `listener` with the orders before and after whenever they were fetched anew. */
export function whenOrders(listener) {
  onOrders = listener;
}

/** Begin or end whatever the phase asks for. */
export function follow(phase) {
  if (phase === "pending" || phase === "active") listen();
  else stop();
  if (phase === "active") fetchEverything();
}

function listen() {
  if (socket) return;
  state.link = "connecting";
  socket = connectRealtime({
    token: () => state.seat.token ?? null,
    onEvent: take,
    onStatus: (status) => {
      state.link = status;
      changed();
    },
    onResync: () => hint(Object.keys(SOURCES)),
    // The socket was refused: asking for ourselves says whether the token is still good.
    refresh: async () => {
      await server.get(SOURCES.me);
      return true;
    },
  });
  poll = setInterval(() => {
    if (state.link !== "live" && document.visibilityState === "visible") hint(Object.keys(SOURCES));
  }, POLL_MS);
}

function stop() {
  socket?.close();
  socket = null;
  clearInterval(poll);
  for (const source of Object.values(sources)) source.stop();
  sources = {};
  for (const name of Object.keys(SOURCES)) state[name] = null;
  state.link = "off";
}

function fetchEverything() {
  for (const [name, path] of Object.entries(SOURCES)) {
    // The bill is fetched when it is looked at, and kept fresh from then on.
    if (sources[name] || name === "bill") continue;
    start(name, path);
  }
}

function start(name, path) {
  sources[name] = keepLive(
    () => server.get(path),
    ({ data, error }) => {
      if (error || !sources[name]) return changed();
      const before = state[name];
      state[name] = data;
      if (name === "orders") onOrders(before, data);
      changed();
    },
  );
  sources[name].fetch();
}

/** Fetch the bill from now on. */
export function followBill() {
  if (atTable() && !sources.bill) start("bill", SOURCES.bill);
}

/** These may have changed: fetch them soon. */
export function hint(names) {
  for (const name of names) sources[name]?.hint();
}

/** Why something that is missing is missing, if so. */
export function troubleWith(name) {
  return sources[name]?.error ?? null;
}

function take({ type, payload }) {
  if (type === "menu:availability") {
    refreshMenu();
    return;
  }
  if (type === "session:moved") movedTo(payload?.token);
  if (state.seat.phase === "pending") lookAtSeat();
  else if (type === "session:ended") checkEnded();
  for (const [pattern, names] of TOUCHES) {
    if (pattern.test(type)) hint(names);
  }
}

/** Asked rather than believed: the event may be about a party that this one was merged with. */
async function checkEnded() {
  try {
    const { session } = await server.get(SOURCES.me);
    if (session.status !== "active") leaveTable("ended");
  } catch {
    // A refusal has said what it had to say; without connection the next answer will.
  }
}
