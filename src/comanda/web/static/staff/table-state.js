/**
 * What a table is in, for the floor: the most pressing thing first.
 *
 * @typedef {"waiting" | "alert" | "bill" | "orders" | "guests" | "occupied" | "paid" | "reserved" | "maintenance"
 *   | "free"} TableState
 */
const TONES = {
  waiting: "waiting",
  alert: "alert",
  bill: "bill",
  orders: "waiting",
  guests: "waiting",
  occupied: "occupied",
  paid: "ok",
  reserved: "neutral",
  maintenance: "neutral",
  free: "free",
};
/** States that want somebody to come. */
const PRESSING = new Set(["waiting", "alert", "bill", "orders", "guests"]);

/**
 * @param {any} table as the API lists it
 * @returns {{state: TableState, tone: string, pressing: boolean}}
 */
export function stateOf(table) {
  const state = find(table);
  return { state, tone: TONES[state], pressing: PRESSING.has(state) };
}

/** The requests of a table that nobody has dealt with. */
export function openRequests(table) {
  return (table.requests ?? []).filter(({ status }) => status === "pending" || status === "acknowledged");
}

function find(table) {
  const { session } = table;
  if (session?.status === "pending") return "waiting";
  const unheard = openRequests(table).filter(({ status }) => status === "pending");
  if (unheard.some(({ kind }) => kind === "call_waiter")) return "alert";
  if (openRequests(table).some(({ kind }) => kind === "request_bill")) return "bill";
  if (table.pending_orders > 0) return "orders";
  if (table.waiting_guests > 0) return "guests";
  if (session) return table.order_count > 0 && table.outstanding === 0 && table.total > 0 ? "paid" : "occupied";
  if (table.status === "reserved" || table.status === "maintenance" || table.status === "occupied") return table.status;
  return "free";
}

/**
 * Everything on the floor that waits for staff, longest first.
 *
 * @param {any[]} tables
 * @returns {{key: string, kind: "open" | "call_waiter" | "request_bill" | "orders" | "guests", table: any,
 *   since: string, request?: any}[]}
 */
export function waitingOn(tables) {
  const found = [];
  for (const table of tables) {
    const { session } = table;
    if (session?.status === "pending") {
      found.push({ key: `open-${session.id}`, kind: "open", table, since: session.started_at });
    }
    for (const request of openRequests(table)) {
      found.push({ key: request.id, kind: request.kind, table, since: request.created_at, request });
    }
    if (session && table.pending_orders > 0) {
      found.push({ key: `orders-${session.id}`, kind: "orders", table, since: table.last_order_at });
    }
    if (session && table.waiting_guests > 0) {
      found.push({ key: `guests-${session.id}`, kind: "guests", table, since: "" });
    }
  }
  // A party at several tables is listed at each of them; a call belongs to the table it came from.
  const single = new Map();
  for (const each of found) {
    if (!single.has(each.key) || each.request?.table_id === each.table.id) single.set(each.key, each);
  }
  // Phones have no time of their own here; they come after what has.
  return [...single.values()].sort((one, other) => (one.since || "9").localeCompare(other.since || "9"));
}

/** What staff call a table: its number, and its name where that says more. */
export function nameOf(table) {
  const own = ownName(table);
  return own ? `${table.number} · ${own}` : String(table.number);
}

/** A table's name, unless it is only a word and the table's number, such as "Table 4". */
export function ownName(table) {
  const digits = String(table.name ?? "").replace(/\D+/g, "");
  return table.name && digits !== String(table.number) ? table.name : null;
}
