/**
 * Where this phone stands with the table:
 *
 * none → asking → pending → active → ended, with busy (somebody else is asking), rejected, expired, lost (token no
 * longer good) and unknown (no such table) on the side. Everything but `asking` survives a reload.
 */

import { newId } from "/static/shared/api.js";
import { now } from "/static/shared/time.js";
import { remember } from "./keep.js";
import { server, whenLost } from "./server.js";
import { KEYS, TABLE_API, changed, state } from "./state.js";

const POLL_MS = 4000;
/** While events arrive, asking is only a second pair of eyes. */
const CALM_POLL_MS = 15000;
/** How long a request lasts where the server does not say. */
const PENDING_MS = 10 * 60 * 1000;

let timer = null;
let onSeat = () => {};

whenLost((phase) => {
  if (state.seat.token) setSeat({ phase });
});

/** Call `listener` with the phase, and the one before, whenever it changes. */
export function whenSeated(listener) {
  onSeat = listener;
}

function setSeat(next) {
  const { phase, name, phone } = next;
  const before = state.seat.phase;
  const kept = { name: name ?? state.seat.name, phone: phone ?? state.seat.phone };
  const open = phase === "pending" || phase === "active";
  state.seat = open ? { ...state.seat, ...kept, ...next } : { ...kept, ...next };
  remember(KEYS.seat, phase === "none" || phase === "asking" ? null : state.seat);
  document.documentElement.dataset.seat = phase;
  if (before !== phase) onSeat(phase, before);
  changed();
}

/** Take up where the phone was left. */
export function resumeSeat() {
  const { phase } = state.seat;
  if (phase === "pending" || phase === "busy") watchAgain();
  onSeat(phase);
}

/**
 * Ask for the table, or to join those who are at it.
 * @param {string} name
 * @param {string} phone may be empty
 */
export async function askForTable(name, phone) {
  setSeat({ phase: "asking", name, phone });
  try {
    const answer = await server.post(`${TABLE_API}/session`, {
      customerName: name,
      ...(phone ? { customerPhone: phone } : {}),
    });
    took(answer);
  } catch (error) {
    refused(error);
  }
}

function took(answer) {
  const { session } = answer;
  const seat = {
    id: newId(),
    token: answer.token,
    sessionId: answer.sessionId ?? session?.id,
    requestId: session?.id,
  };
  if (answer.existing || session?.status === "active") {
    setSeat({ ...seat, phase: "active" });
    return;
  }
  // Only a request for the table itself runs out; one to join those who sit there waits for them.
  const joining = session?.expires_at === null;
  // By this phone's own clock, which may differ from the server's: only how long it lasts counts.
  const lasts = session?.expires_at ? Date.parse(session.expires_at) - now() : joining ? Infinity : PENDING_MS;
  const until = lasts === Infinity ? null : Date.now() + Math.max(lasts, 0);
  setSeat({ ...seat, phase: "pending", joining, until });
  watchAgain();
}

function refused(error) {
  if (error.code === "SESSION_PENDING") {
    setSeat({ phase: "busy" });
    watchAgain();
  } else if (error.status === 404) {
    setSeat({ phase: "unknown" });
  } else {
    setSeat({ phase: "none", problem: error });
  }
}

/** Look now: something has been said about this request. */
export function lookAtSeat() {
  clearTimeout(timer);
  if (state.seat.phase === "pending") return lookAtRequest();
  if (state.seat.phase === "busy") return lookAtTable();
  return Promise.resolve();
}

function watchAgain() {
  clearTimeout(timer);
  timer = setTimeout(lookAtSeat, state.link === "live" ? CALM_POLL_MS : POLL_MS);
}

async function lookAtRequest() {
  const { requestId } = state.seat;
  try {
    const { status } = await server.get(`${TABLE_API}/session-status/${requestId}`);
    if (requestId !== state.seat.requestId) return;
    if (status === "active" || status === "admitted") setSeat({ phase: "active" });
    else if (status === "rejected" || status === "refused") {
      setSeat({ phase: runsOut(-POLL_MS) ? "expired" : "rejected" });
    } else if (status === "completed") setSeat({ phase: "ended" });
    else if (status === "expired" || runsOut(POLL_MS)) setSeat({ phase: "expired" });
    else watchAgain();
  } catch (error) {
    if (error.status === 404) setSeat({ phase: "expired" });
    else if (state.seat.phase === "pending") watchAgain();
  }
}

/** Whether the request has run out, by so many milliseconds. */
function runsOut(by) {
  const { until } = state.seat;
  return Boolean(until) && Date.now() > until + by;
}

/** Somebody else was asking: once that is settled, this phone's own request goes out by itself. */
async function lookAtTable() {
  try {
    const { hasSession, status } = await server.get(`${TABLE_API}/check-session`);
    if (state.seat.phase !== "busy") return;
    if (!hasSession || status !== "pending") await askForTable(state.seat.name, state.seat.phone);
    else watchAgain();
  } catch {
    watchAgain();
  }
}

/** The party sits elsewhere now; the phone goes on with the token it was given. */
export function movedTo(token) {
  setSeat({ phase: "active", token: token ?? state.seat.token, moved: true });
}

/** The visit is over, or this phone no longer belongs to it. */
export function leaveTable(phase) {
  setSeat({ phase });
}
