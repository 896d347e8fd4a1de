/**
 * An order on its way. It gets its key here, once, and is written down before it is sent: whatever happens to the phone
 * or the answer, the same order goes out again under the same key until the restaurant has said yes or no.
 *
 * unsent (no connection, never left) → sending → gone from here: accepted or refused
 *                                        └→ unknown (answer lost) → sending …
 */

import { newId } from "/static/shared/api.js";
import { emptyMine, linesOf, notesOf, orderBody, putBack, setNotes } from "./cart.js";
import { remember } from "./keep.js";
import { refreshMenu } from "./menu-source.js";
import { server } from "./server.js";
import { sorry } from "./sorry.js";
import { KEYS, atTable, changed, state } from "./state.js";
import { hint } from "./visit.js";

const PAUSES_MS = [2000, 4000, 8000, 15000, 30000];

let timer = null;
let onSent = () => {};

/** Call `listener` with each order that the restaurant has taken. */
export function whenSent(listener) {
  onSent = listener;
}

function setOutbox(entry) {
  state.outbox = entry;
  remember(KEYS.outbox, entry);
  changed();
}

/** Take up an order that was on its way when the page was left. */
export function resumeOutbox() {
  if (!state.outbox) return;
  if (state.outbox.phase === "sending") setOutbox({ ...state.outbox, phase: "unknown" });
  sendOutbox();
}

/** Order what a side holds. One order at a time: the next waits until this one's answer is known. */
export function order(side) {
  if (state.outbox) return;
  const entry = {
    key: newId(),
    body: orderBody(side),
    lines: linesOf(side),
    notes: notesOf(side),
    side,
    seatId: state.seat.id,
    phase: "unsent",
    tries: 0,
  };
  setOutbox(entry);
  if (side === "mine") emptyMine();
  state.refusal = null;
  sendOutbox();
}

/** Send what waits, if anything may be sent now. */
export async function sendOutbox() {
  clearTimeout(timer);
  const entry = state.outbox;
  if (!entry || entry.phase === "sending" || !atTable()) return;
  // A key is its phone's: as another guest the same order would be a second one.
  if (entry.seatId !== state.seat.id) {
    refuse(entry, null);
    return;
  }
  if (!navigator.onLine) return;
  setOutbox({ ...entry, phase: "sending", tries: entry.tries + 1 });
  try {
    const taken = await server.post("/api/customer/orders", entry.body, { idempotencyKey: entry.key });
    setOutbox(null);
    if (entry.side === "table") setNotes("table", "");
    hint(["orders", "tableCart", "bill"]);
    onSent(taken);
  } catch (error) {
    if (state.outbox?.key !== entry.key) return;
    if (isFinal(error)) refuse(entry, error);
    else {
      // Told to come later, the restaurant has not taken it; otherwise nobody knows.
      const phase = error.status === 429 && entry.phase === "unsent" ? "unsent" : "unknown";
      setOutbox({ ...state.outbox, phase });
      const pause = error.retryAfter ? error.retryAfter * 1000 : PAUSES_MS[Math.min(entry.tries, PAUSES_MS.length - 1)];
      timer = setTimeout(sendOutbox, pause);
    }
  }
}

function isFinal(error) {
  return error.status >= 400 && error.status < 500 && error.status !== 429 && error.status !== 408;
}

/** Not taken: what was to be ordered is back where it was, with the reason. */
function refuse(entry, error) {
  setOutbox(null);
  if (entry.side === "mine") putBack(entry.lines, entry.notes);
  state.side = entry.side;
  state.refusal = {
    message: error ? sorry(error) : "",
    code: error?.code ?? "SESSION_ENDED",
    unsure: entry.phase === "unknown",
  };
  refreshMenu();
  hint(["tableCart", "orders"]);
  changed();
}

/** Give up an order that never left this phone. */
export function takeBack() {
  const entry = state.outbox;
  if (entry?.phase !== "unsent") return;
  setOutbox(null);
  if (entry.side === "mine") putBack(entry.lines, entry.notes);
  changed();
}
