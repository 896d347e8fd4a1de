import { icon } from "/static/design/icons.js";
import { openDialog } from "../../shared/dialog.js";
import { h } from "../../shared/dom.js";
import { now } from "../../shared/time.js";
import { navigate } from "../router.js";
import { t } from "../t.js";
import { cancelForm, seatForm, setStatus } from "./actions.js";
import { bookingForm, tablesOf } from "./booking-form.js";
import { dayOf, dayWords } from "./clock.js";
import { depositForm, refundForm } from "./deposits.js";
import { phoneLink } from "./forms.js";
import { actionsOf, lookOf } from "./status.js";

const SHAPES = { seat: "cutlery", arrive: "user-check", book: "undo", "no-show": "alert-triangle", cancel: "x" };

/**
 * Opens a reservation: all it says, and what can be done with it where it stands.
 *
 * @param {any} app
 * @param {any} first the reservation as it was on the screen
 * @param {{book: () => any, onChanged: (reservation: any) => void, onClose: () => void}} options `book` is the day that
 *   is shown; what it says of the reservation goes before what was known first
 * @returns {{redraw: () => void, closed: Promise<any>}}
 */
export function reservationSheet(app, first, { book, onChanged, onClose }) {
  let known = first;
  let busy = null;

  function current() {
    const found = book()?.reservations.find(({ id }) => id === first.id);
    // An answer may be newer than the book on the screen.
    if (found && found.updated_at >= known.updated_at) known = found;
    return known;
  }

  async function act(name, work) {
    if (busy) return;
    busy = name;
    control.redraw();
    const changed = await work(known);
    busy = null;
    if (changed) {
      known = changed;
      onChanged(changed);
    }
    if (control.element.open) control.redraw();
  }

  const works = {
    seat: (reservation) => seatForm(app, book(), reservation),
    cancel: (reservation) => cancelForm(app, reservation),
  };

  function actionButton(name, index, { status }) {
    const words = name === "book" ? t(`act.book_${status}`) : t(`act.${name}`);
    return h(
      "button",
      {
        class: ["button", index === 0 && "button-primary", name === "cancel" && "button-danger"],
        type: "button",
        key: name,
        "aria-busy": busy === name ? "true" : null,
        onClick: () => act(name, works[name] ?? ((reservation) => setStatus(app, reservation, name))),
      },
      icon(SHAPES[name], { small: true }),
      words,
    );
  }

  const control = openDialog({
    title: first.name || first.reservation_no,
    kind: "sheet sheet-side",
    closeLabel: t("close"),
    onClose,
    draw: () => {
      const reservation = current();
      const table = reservation.status === "seated" ? reservation.tables[0] : null;
      return {
        body: h(
          "div",
          { class: "stack", vars: { "--gap": "var(--space-5)" } },
          statusBadge(reservation),
          facts(app, reservation),
          depositPart(reservation),
          h(
            "div",
            { class: "cluster" },
            h(
              "button",
              {
                class: "button button-soft",
                type: "button",
                key: "change",
                onClick: () => act("change", () => bookingForm(app, { reservation: known })),
              },
              icon("edit", { small: true }),
              t("book.change"),
            ),
            table
              ? h(
                  "button",
                  {
                    class: "button button-soft",
                    type: "button",
                    key: "table",
                    onClick: () => {
                      control.close();
                      navigate(`/staff/tables/${table.id}`);
                    },
                  },
                  icon("table", { small: true }),
                  t("book.to_table", { table: table.name }),
                )
              : null,
          ),
        ),
        foot: actionsOf(reservation).length
          ? actionsOf(reservation).map((name, index) => actionButton(name, index, reservation))
          : null,
      };
    },
  });

  function depositPart(reservation) {
    const { deposit, paid } = reservation;
    if (!deposit && !paid) return null;
    const owed = deposit - paid;
    const gone = ["no_show", "cancelled", "cancelled_payment"].includes(reservation.status);
    const button = (name, words, work) =>
      h(
        "button",
        { class: "button button-soft", type: "button", key: name, onClick: () => act(name, work) },
        icon("wallet", { small: true }),
        words,
      );
    return h(
      "section",
      { class: "card stack", key: "deposit", vars: { "--gap": "var(--space-3)" } },
      h("h3", null, t("book.deposit")),
      h("p", { class: "line" }, h("span", null, t("book.deposit_due")), h("span", null, app.money(deposit))),
      h("p", { class: "line" }, h("span", null, t("book.deposit_paid")), h("span", null, app.money(paid))),
      h(
        "div",
        { class: "cluster" },
        owed > 0 && !gone
          ? button("deposit", t("book.deposit_record"), () => depositForm(app, known))
          : null,
        paid > 0 ? button("refund", t("book.deposit_refund"), () => refundForm(app, known)) : null,
      ),
    );
  }

  return { redraw: control.redraw, closed: control.closed };
}

/** A reservation's status in words, with its icon. */
export function statusBadge(reservation) {
  const { state, tone, shape } = lookOf(reservation, now());
  return h(
    "span",
    { class: "badge book-status", data: { tone }, key: "status" },
    icon(shape, { small: true }),
    t(`status.${state}`),
  );
}

function facts(app, reservation) {
  const { time, ends_at: ends, notes, phone, email } = reservation;
  const day = dayWords(dayOf(time, app.branch.timezone), t.language);
  const fact = (name, said) =>
    said ? h("div", { class: "book-fact", key: name }, h("dt", null, t(`book.${name}`)), h("dd", null, said)) : null;
  const party = reservation.children
    ? t("book.party_children", { count: reservation.covers, children: reservation.children })
    : t("floor.covers", { count: reservation.covers });
  const fixed = reservation.tables_fixed ? ` · ${t("book.tables_fixed")}` : "";
  return h(
    "dl",
    { class: "book-facts" },
    fact("when", `${day}, ${app.timeOfDay(time)} – ${app.timeOfDay(ends)}`),
    fact("covers", party),
    fact("tables", tablesOf(reservation) + fixed),
    fact("service", reservation.service_name),
    fact("phone", phone ? phoneLink(phone, phone) : null),
    fact("email", email ? h("a", { class: "book-tel", href: `mailto:${email}` }, email) : null),
    fact("notes", notes),
    fact("host_notes", reservation.host_notes),
    fact("number", reservation.reservation_no),
    fact("source", t(`source.${reservation.source}`)),
    fact("confirm_by", reservation.confirm_by ? t(`confirmed.${reservation.confirm_by}`) : null),
    fact("arrived_at", reservation.arrived_at ? app.timeOfDay(reservation.arrived_at) : null),
    fact("cancel_reason", reservation.cancel_reason),
    fact("expires_at", reservation.expires_at ? app.timeOfDay(reservation.expires_at) : null),
  );
}
