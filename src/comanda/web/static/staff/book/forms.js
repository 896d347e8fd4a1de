import { icon } from "/static/design/icons.js";
import { newId } from "../../shared/api.js";
import { h } from "../../shared/dom.js";
import { makeForms } from "../../shared/forms.js";
import { wordsOf } from "../problems.js";
import { nameOf } from "../table-state.js";
import { t } from "../t.js";
import { seatsOf, takenBy } from "./day.js";

/** What the book's forms are made of. */

export { field, problemLine } from "../../shared/forms.js";
export const { openForm } = makeForms(t, wordsOf);

/**
 * Gives a key to what somebody wants: the same one for as long as they want the same, so that it is done once however
 * often it is sent.
 *
 * @returns {(body: any) => string}
 */
export function intention() {
  let said = null;
  let key = null;
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== said) {
      said = text;
      key = newId();
    }
    return key;
  };
}

/**
 * A count with less and more.
 *
 * @param {string} name
 * @param {{label: string, value: number, least: number, problem?: string, onChange: (value: number) => void}} settings
 */
export function counter(name, { label, value, least, problem, onChange }) {
  const step = (words, shape, next) =>
    h(
      "button",
      { type: "button", "aria-label": `${label}: ${words}`, disabled: next < least, onClick: () => onChange(next) },
      icon(shape),
    );
  return h(
    "div",
    { class: "field", key: name, data: { field: name } },
    h("span", { class: "label", id: `${name}-label` }, label),
    h(
      "div",
      { class: "stepper book-counter", role: "group", "aria-labelledby": `${name}-label` },
      step(t("book.less"), "minus", value - 1),
      h("output", { "aria-live": "polite" }, value),
      step(t("book.more"), "plus", value + 1),
    ),
    problem ? h("p", { class: "error" }, icon("alert-triangle", { small: true }), problem) : null,
  );
}

/**
 * A yes or no.
 *
 * @param {string} name
 * @param {{label: string, hint?: string, checked: boolean, onChange: (checked: boolean) => void}} settings
 */
export function option(name, { label, hint, checked, onChange }) {
  return h(
    "label",
    { class: "option", key: name },
    h("input", { type: "checkbox", name, checked, onChange: (event) => onChange(event.currentTarget.checked) }),
    h("span", null, label, hint ? h("span", { class: "hint book-option-hint" }, hint) : null),
  );
}

/**
 * A link that calls a number.
 *
 * @param {string} phone
 * @param {...any} children
 */
export function phoneLink(phone, ...children) {
  return h("a", { class: "book-tel", href: `tel:${phone.replace(/[^+\d]/g, "")}` }, children);
}

/**
 * Tables to choose from, one or several together, with who has them in that time; none chosen leaves it to the plan.
 *
 * @param {any} app
 * @param {any} book
 * @param {{chosen: Set<string>, covers: number, from: number, to: number, now: number, except?: string | null,
 *   none: string, problem?: string, redraw: () => void}} settings `none` says what happens when none is chosen
 */
export function tableChoice(app, book, { chosen, covers, from, to, now, except = null, none, problem, redraw }) {
  const seats = seatsOf(book, [...chosen]);
  const toggle = (id) => {
    if (chosen.has(id)) chosen.delete(id);
    else chosen.add(id);
    redraw();
  };
  return h(
    "fieldset",
    { class: "field", key: "tables", data: { field: "tables" }, "aria-describedby": "tables-said" },
    h("legend", { class: "label" }, t("book.tables")),
    h(
      "p",
      { class: "hint", id: "tables-said", "aria-live": "polite" },
      chosen.size ? t("book.tables_chosen", { seats, covers }) : none,
    ),
    h(
      "div",
      { class: "book-tables" },
      book.tables.map((table) => {
        const taken = takenBy(book, table.id, from, to, { except, now });
        return h(
          "button",
          {
            class: "book-table",
            type: "button",
            key: table.id,
            "aria-pressed": String(chosen.has(table.id)),
            data: { taken: taken?.kind ?? null },
            onClick: () => toggle(table.id),
          },
          h("span", { class: "strong truncate" }, nameOf(table)),
          h(
            "span",
            { class: "book-table-note" },
            taken
              ? t(`book.taken_${taken.kind}`, { from: app.timeOfDay(taken.from), to: app.timeOfDay(taken.to) })
              : t("floor.seats", { count: table.seats }),
          ),
        );
      }),
    ),
    chosen.size && seats < covers
      ? h("p", { class: "notice", data: { tone: "waiting" } }, icon("info", { small: true }), t("book.few_seats"))
      : null,
    problem ? h("p", { class: "error", role: "alert" }, icon("alert-triangle", { small: true }), problem) : null,
  );
}
