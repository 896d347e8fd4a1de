/**
 * What a reservation looks like where it stands, and what can be done with it there. No status is told by its colour
 * alone: each has an icon and words.
 */
const LOOKS = {
  pending_payment: { tone: "waiting", shape: "wallet" },
  booked: { tone: "occupied", shape: "calendar" },
  late: { tone: "alert", shape: "clock" },
  arrived: { tone: "bill", shape: "user-check" },
  seated: { tone: "ok", shape: "cutlery" },
  completed: { tone: "neutral", shape: "check" },
  no_show: { tone: "danger", shape: "alert-triangle" },
  cancelled: { tone: "neutral", shape: "x" },
  cancelled_payment: { tone: "neutral", shape: "x" },
};
const LATE_MS = 10 * 60000;
const KEEPS_TABLES = new Set(["pending_payment", "booked", "arrived"]);
const ACTIONS = {
  pending_payment: ["seat", "arrive", "book", "cancel"],
  booked: ["seat", "arrive", "no-show", "cancel"],
  arrived: ["seat", "book", "cancel"],
  no_show: ["seat", "arrive", "book"],
};

/** What the list may be narrowed to, and which statuses that is. */
export const GROUPS = {
  expected: ["pending_payment", "booked"],
  arrived: ["arrived"],
  seated: ["seated"],
  completed: ["completed"],
  gone: ["no_show", "cancelled", "cancelled_payment"],
};

/**
 * @param {any} reservation
 * @param {number} now milliseconds
 * @returns {{state: string, tone: string, shape: import("/static/design/icons.js").IconName}} `state` names its words
 */
export function lookOf({ status, time }, now) {
  const state = status === "booked" && Date.parse(time) + LATE_MS < now ? "late" : status;
  return { state, ...LOOKS[state] };
}

/** Whether its tables are kept for it, so that it can be moved. */
export function isMovable({ status }) {
  return KEEPS_TABLES.has(status);
}

/** @returns {("seat" | "arrive" | "book" | "no-show" | "cancel")[]} the first is what mostly comes next */
export function actionsOf({ status }) {
  return ACTIONS[status] ?? [];
}
