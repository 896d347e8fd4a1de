import { h } from "../../shared/dom.js";
import { toast } from "../../shared/toast.js";
import { attempt } from "../problems.js";
import { t } from "../t.js";
import { field, intention, openForm } from "./forms.js";

/**
 * Records a deposit that was paid.
 *
 * @param {any} app
 * @param {any} reservation
 * @returns {Promise<any>} the reservation as it is now, undefined when nothing was recorded
 */
export async function depositForm(app, reservation) {
  const methods = await attempt(() => app.api.get("/api/payments/methods"));
  if (!methods) return undefined;
  const owed = reservation.deposit - reservation.paid;
  const key = intention();
  const changed = await openForm({
    title: t("book.deposit_title", { name: reservation.name || reservation.reservation_no }),
    submit: t("book.deposit_record"),
    fields: (problems) => [
      field("payment", {
        label: t("pay.method"),
        problem: problems.payment,
        tag: "select",
        children: methods.map(({ id, name }) => h("option", { value: id }, name)),
      }),
      amountField(app, owed, problems),
      field("reference", {
        label: t("pay.reference"),
        problem: problems.reference,
        attributes: { maxlength: 100 },
      }),
    ],
    check: (form) => checkAmount(app, form, owed),
    send: (form) => {
      const { payment, amount, reference } = form.elements;
      const body = {
        payment: payment.value,
        amount: app.readMoney(amount.value),
        reference: reference.value.trim() || null,
      };
      return app.atLocation.post(`/reservations/${reservation.id}/deposits`, body, { idempotencyKey: key(body) });
    },
  });
  if (changed) toast(t("book.deposit_recorded", { amount: app.money(changed.paid) }), { tone: "ok" });
  return changed;
}

/**
 * Records that a deposit was given back, or some of it.
 *
 * @param {any} app
 * @param {any} reservation
 * @returns {Promise<any>} the reservation as it is now, undefined when nothing was recorded
 */
export async function refundForm(app, reservation) {
  const key = intention();
  const changed = await openForm({
    title: t("book.refund_title", { name: reservation.name || reservation.reservation_no }),
    note: t("book.refund_note"),
    submit: t("book.deposit_refund"),
    fields: (problems) => amountField(app, reservation.paid, problems),
    check: (form) => checkAmount(app, form, reservation.paid),
    send: (form) => {
      const body = { amount: app.readMoney(form.elements.amount.value) };
      const path = `/reservations/${reservation.id}/deposit-refunds`;
      return app.atLocation.post(path, body, { idempotencyKey: key(body) });
    },
  });
  if (changed) toast(t("book.deposit_refunded"), { tone: "ok" });
  return changed;
}

function amountField(app, most, problems) {
  return field("amount", {
    label: t("pay.amount"),
    problem: problems.amount,
    attributes: { class: "input input-amount", inputmode: "decimal", value: app.plainMoney(most), required: true },
  });
}

function checkAmount(app, form, most) {
  const amount = app.readMoney(form.elements.amount.value);
  if (!amount) return { amount: t("pay.amount_wrong", { example: app.plainMoney(most) }) };
  return amount > most ? { amount: t("book.amount_high", { amount: app.money(most) }) } : null;
}
