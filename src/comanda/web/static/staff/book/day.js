/** What the book of a day says, worked out for the screen. All of it is pure; times are milliseconds. */
import { isMovable } from "./status.js";

const HOUR = 3600000;
const MINUTE = 60000;
const USUAL_SLOT = 30;
const LAST_PARTY_STAYS = 2 * HOUR;

/**
 * The hours that the timeline shows: all of the day's slots, reservations and, on the day itself, who sits.
 *
 * @param {any} book
 * @param {number} now
 * @returns {{from: number, to: number}}
 */
export function spanOf(book, now) {
  const starts = [];
  const ends = [];
  for (const { slots } of book.services) {
    if (!slots.length) continue;
    starts.push(Date.parse(slots[0].time));
    ends.push(Date.parse(slots[slots.length - 1].time) + LAST_PARTY_STAYS);
  }
  for (const { from, to } of barsOf(book, now)) {
    starts.push(from);
    ends.push(to);
  }
  const dayBegins = Date.parse(book.begins_at);
  if (!starts.length) return { from: dayBegins + 11 * HOUR, to: dayBegins + 24 * HOUR };
  const from = dayBegins + Math.floor((Math.min(...starts) - dayBegins) / HOUR) * HOUR;
  return { from, to: from + Math.ceil((Math.max(...ends) - from) / HOUR) * HOUR };
}

/** Tables by area, in the order of the floor: `[{area, tables}]`. */
export function areasOf(book) {
  const areas = new Map();
  for (const table of book.tables) {
    if (!areas.has(table.area)) areas.set(table.area, { area: table.area, tables: [] });
    areas.get(table.area).tables.push(table);
  }
  return [...areas.values()];
}

/** Parties that sit, if it is their day. */
export function sittingToday(book, now) {
  const today = Date.parse(book.begins_at) <= now && now < Date.parse(book.ends_at);
  return today ? book.sitting : [];
}

/**
 * @typedef {{key: string, table: string | null, from: number, to: number, reservation: any, sitting: any,
 *   over: number, clash: number | null}} Bar
 * `over`: for how many minutes a party has been sitting longer than planned; `clash`: until when somebody else has the
 * table that is reserved
 */

/**
 * What stands on the timeline: one bar at each table of a reservation that keeps tables, and of a party that sits.
 *
 * @param {any} book
 * @param {number} now
 * @returns {Bar[]}
 */
export function barsOf(book, now) {
  const bars = [];
  const sitting = sittingToday(book, now);
  for (const party of sitting) {
    const due = Date.parse(party.due_at);
    const reservation = book.reservations.find(({ session_id: session }) => session === party.session_id) ?? null;
    for (const table of party.tables) {
      bars.push({
        key: `${party.session_id}-${table}`,
        table,
        from: Date.parse(party.started_at),
        to: Math.max(due, now),
        reservation,
        sitting: party,
        over: Math.max(0, Math.floor((now - due) / MINUTE)),
        clash: null,
      });
    }
  }
  for (const reservation of book.reservations.filter(isMovable)) {
    const from = Date.parse(reservation.time);
    const tables = reservation.tables.length ? reservation.tables.map(({ id }) => id) : [null];
    for (const [place, table] of tables.entries()) {
      const there = sitting.find((party) => party.tables.includes(table) && from < Date.parse(party.ends_at));
      bars.push({
        // By its place, so that a bar that gets another table is the same one still, and keeps the focus.
        key: `${reservation.id}-${place}`,
        table,
        from,
        to: Date.parse(reservation.ends_at),
        reservation,
        sitting: null,
        over: 0,
        clash: there ? Date.parse(there.ends_at) : null,
      });
    }
  }
  return bars;
}

/** By how many minutes a reservation is moved at a time: its service's slots, else the usual ones. */
export function slotMinutesOf(book, reservation) {
  return book.services.find(({ id }) => id === reservation.service)?.slot_minutes ?? USUAL_SLOT;
}

/** Closures that a slot of a service falls under. */
export function closuresOf(book, serviceId, time) {
  const at = Date.parse(time);
  return book.closures.filter(
    ({ service, starts_at: from, ends_at: to }) =>
      (service === null || service === serviceId) && Date.parse(from) <= at && at < Date.parse(to),
  );
}

/** Reservations that count for a slot. */
export function arrivingIn(book, service, slot) {
  const from = Date.parse(slot.time);
  const to = from + service.slot_minutes * MINUTE;
  return book.reservations.filter(
    ({ service: its, status, time }) =>
      (its === null || its === service.id) &&
      !["no_show", "cancelled", "cancelled_payment"].includes(status) &&
      from <= Date.parse(time) &&
      Date.parse(time) < to,
  );
}

/**
 * Who has a table in a time, the first of them.
 *
 * @param {any} book
 * @param {string} tableId
 * @param {number} from
 * @param {number} to
 * @param {{except?: string | null, now: number}} options `except`: a reservation that does not count
 * @returns {{kind: "sitting" | "reserved", name: string, from: number, to: number} | null}
 */
export function takenBy(book, tableId, from, to, { except = null, now }) {
  const sitting = sittingToday(book, now).find(({ tables }) => tables.includes(tableId));
  if (sitting && from < Date.parse(sitting.ends_at)) {
    return {
      kind: "sitting",
      name: sitting.name,
      from: Date.parse(sitting.started_at),
      to: Date.parse(sitting.ends_at),
    };
  }
  const [first] = book.reservations
    .filter(
      (each) =>
        each.id !== except &&
        isMovable(each) &&
        each.tables.some(({ id }) => id === tableId) &&
        Date.parse(each.time) < to &&
        from < Date.parse(each.ends_at),
    )
    .sort((one, other) => one.time.localeCompare(other.time));
  return first
    ? { kind: "reserved", name: first.name, from: Date.parse(first.time), to: Date.parse(first.ends_at) }
    : null;
}

/** How many chairs stand at tables. */
export function seatsOf(book, tableIds) {
  return book.tables.filter(({ id }) => tableIds.includes(id)).reduce((sum, { seats }) => sum + seats, 0);
}

/** Reservations of a day that are not given up, and how many guests they bring. */
export function expectedOn(book) {
  const coming = book.reservations.filter(
    ({ status }) => !["no_show", "cancelled", "cancelled_payment"].includes(status),
  );
  return { count: coming.length, covers: coming.reduce((sum, { covers }) => sum + covers, 0) };
}
