import { toast } from "../../shared/toast.js";
import { now } from "../../shared/time.js";
import { attempt } from "../problems.js";
import { t } from "../t.js";
import { field, intention, openForm, tableChoice } from "./forms.js";

/** What is done with a reservation. Each gives the reservation as it is now, undefined when nothing was done. */

/**
 * Says that a party is here, did not come, or is expected again. What was said already changes nothing, so a lost
 * answer may be asked for again.
 *
 * @param {any} app
 * @param {any} reservation
 * @param {"arrive" | "no-show" | "book"} action
 */
export async function setStatus(app, reservation, action) {
  const changed = await attempt(() => app.atLocation.post(`/reservations/${reservation.id}/${action}`));
  if (changed) toast(t("book.now", { name: nameOf(changed), status: t(`status.${changed.status}`) }), { tone: "ok" });
  return changed;
}

/**
 * Gives a reservation up, with a reason.
 *
 * @param {any} app
 * @param {any} reservation
 */
export async function cancelForm(app, reservation) {
  const key = intention();
  const changed = await openForm({
    title: t("book.cancel_title", { name: nameOf(reservation) }),
    note: reservation.paid ? t("book.cancel_paid", { amount: app.money(reservation.paid) }) : t("book.cancel_note"),
    submit: t("act.cancel"),
    fields: (problems) =>
      field("reason", {
        label: t("book.cancel_reason_optional"),
        problem: problems.reason,
        attributes: { maxlength: 200, autofocus: true },
      }),
    send: (form) => {
      const body = { reason: form.elements.reason.value.trim() || null };
      return app.atLocation.post(`/reservations/${reservation.id}/cancel`, body, { idempotencyKey: key(body) });
    },
  });
  if (changed) toast(t("book.now", { name: nameOf(changed), status: t(`status.${changed.status}`) }), { tone: "ok" });
  return changed;
}

/**
 * Seats the party of a reservation, at the tables that were kept or at others.
 *
 * @param {any} app
 * @param {any} book of the day that is shown
 * @param {any} reservation
 */
export async function seatForm(app, book, reservation) {
  const stays = Date.parse(reservation.ends_at) - Date.parse(reservation.time);
  const chosen = new Set(reservation.tables.map(({ id }) => id));
  const key = intention();
  const changed = await openForm({
    title: t("book.seat_title", { name: nameOf(reservation) }),
    submit: t("act.seat"),
    fields: (problems, redraw) =>
      tableChoice(app, book, {
        chosen,
        covers: reservation.covers,
        from: now(),
        to: now() + stays,
        now: now(),
        except: reservation.id,
        none: t("book.tables_best"),
        problem: problems.tables,
        redraw,
      }),
    send: () => {
      const kept = reservation.tables.map(({ id }) => id);
      const same = kept.length === chosen.size && kept.every((id) => chosen.has(id));
      const body = { tables: same || !chosen.size ? null : [...chosen] };
      return app.atLocation.post(`/reservations/${reservation.id}/seat`, body, { idempotencyKey: key(body) });
    },
  });
  if (changed) {
    const tables = changed.tables.map(({ name }) => name).join(" + ");
    toast(t("book.seated", { name: nameOf(changed), table: tables }), { tone: "ok" });
  }
  return changed;
}

function nameOf({ name, reservation_no: number }) {
  return name || number;
}
