import { toast } from "../../shared/toast.js";
import { wordsOf } from "../problems.js";
import { nameOf } from "../table-state.js";
import { t } from "../t.js";
import { tablesOf } from "./booking-form.js";
import { closuresOf, seatsOf, takenBy } from "./day.js";
import { isoOf } from "./clock.js";
import { intention } from "./forms.js";

/** What hours and limits say staff may decide against; tables that somebody has are not theirs to give. */
const STAFF_MAY = new Set([
  "slot_full",
  "closed",
  "too_soon",
  "too_far",
  "in_the_past",
  "party_size",
  "between_slots",
  "outside_service_hours",
  "unknown_service",
  "wrong_section",
  "table_too_small",
]);

/**
 * Moves a reservation to where its bar was put down. What stands against it puts the bar back and is said, with "move
 * anyway" where that is the staff's to decide; what was done can be undone.
 *
 * @param {any} app
 * @param {import("../../shared/live.js").Live<any>} live the book on the screen
 * @param {{reservation: any, table: string | null}} bar
 * @param {{table: string | null, time: number}} target
 * @param {number} now
 */
export async function moveBooking(app, live, bar, target, now) {
  const { reservation } = bar;
  const before = reservation.tables.map(({ id }) => id);
  const tables = bar.table === null ? [target.table] : before.map((id) => (id === bar.table ? target.table : id));
  const changed = {
    ...(target.time === Date.parse(reservation.time) ? {} : { time: isoOf(target.time) }),
    tables: [...new Set(tables)].filter((id) => id !== null),
  };
  if (!changed.tables.length) delete changed.tables;
  const undo = { time: reservation.time, ...(before.length ? { tables: before } : {}) };
  const objection = changed.time ? null : objectionTo(app, live.data, reservation, changed.tables, now);
  if (objection) {
    sayWhy(objection, () => move(app, live, reservation, changed, undo, true));
    return;
  }
  // Another table at the same time is no booking anew: whether it could be taken this late does not matter.
  await move(app, live, reservation, changed, undo, !changed.time);
}

/** What a freely made move would not be told by the server: too few chairs, or somebody who still sits there. */
function objectionTo(app, book, reservation, tables, now) {
  const [from, to] = [Date.parse(reservation.time), Date.parse(reservation.ends_at)];
  const nameAt = (id) => nameOf(book.tables.find((table) => table.id === id));
  for (const id of tables) {
    const taken = takenBy(book, id, from, to, { except: reservation.id, now });
    if (taken?.kind === "sitting") {
      return t("book.sits_there", { table: nameAt(id), time: app.timeOfDay(taken.to) });
    }
  }
  const seats = seatsOf(book, tables);
  if (seats >= reservation.covers) return null;
  return t("book.too_small", { tables: tables.map(nameAt).join(" + "), seats, covers: reservation.covers });
}

async function move(app, live, reservation, changed, undo, freely) {
  const body = { ...changed, ...(freely ? { freely } : {}) };
  const shown = live.data;
  live.expect((book) => withMoved(book, reservation, changed));
  try {
    const options = { idempotencyKey: intention()(body) };
    const done = await app.atLocation.patch(`/reservations/${reservation.id}`, body, options);
    await live.fetch();
    const words = { name: done.name || done.reservation_no, time: app.timeOfDay(done.time), table: tablesOf(done) };
    toast(t("book.moved", words), {
      tone: "ok",
      action: undo ? { text: t("book.undo"), run: () => move(app, live, done, undo, null, true) } : undefined,
    });
  } catch (error) {
    if (!error.code) throw error;
    live.expect(() => shown);
    const [closure] = changed.time ? closuresOf(shown, reservation.service, changed.time) : [];
    const words = error.code === "closed" && closure ? `${wordsOf(error)} ${closure.reason}` : wordsOf(error);
    sayWhy(
      words,
      !freely && STAFF_MAY.has(error.code) ? () => move(app, live, reservation, changed, undo, true) : null,
    );
    live.fetch();
  }
}

function sayWhy(words, anyway) {
  toast(t("book.not_moved", { why: words }), {
    tone: "danger",
    action: anyway ? { text: t("book.move_anyway"), run: anyway } : undefined,
  });
}

/** The book as it will be when the server agrees. */
function withMoved(book, { id }, { time, tables }) {
  const named = tables?.map((table) => ({ id: table, name: nameOf(book.tables.find((one) => one.id === table)) }));
  const reservations = book.reservations.map((each) => {
    if (each.id !== id) return each;
    const by = time ? Date.parse(time) - Date.parse(each.time) : 0;
    return {
      ...each,
      time: time ?? each.time,
      ends_at: isoOf(Date.parse(each.ends_at) + by),
      tables: named ?? each.tables,
    };
  });
  return { ...book, reservations };
}
