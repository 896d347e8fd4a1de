import { icon } from "/static/design/icons.js";
import { h } from "../../shared/dom.js";
import { t } from "../t.js";
import { addDays, dayWords } from "./clock.js";
import { expectedOn } from "./day.js";

/**
 * The head of the book: which day, how much is expected, how it is shown, and what can be begun.
 *
 * @param {any} app
 * @param {any} book null while it is on its way
 * @param {{day: string, today: string, view: string, onDay: (day: string) => void, onView: (view: string) => void,
 *   onBook: () => void, onWalkIn: () => void, onWait: () => void, onReplan: () => void}} options
 */
export function toolbar(app, book, { day, today, view, onDay, onView, onBook, onWalkIn, onWait, onReplan }) {
  const expected = book ? expectedOn(book) : null;
  return h(
    "div",
    { class: "book-bar-top", key: "toolbar" },
    h(
      "div",
      { class: "book-tools" },
      h(
        "div",
        { class: "book-title" },
        h("h1", { class: "book-day-name" }, dayWords(day, t.language)),
        h(
          "p",
          { class: "quiet small" },
          expected
            ? `${t("book.bookings", { count: expected.count })} · ${t("floor.covers", { count: expected.covers })}`
            : t("loading"),
        ),
      ),
      h(
        "div",
        { class: "cluster book-days", role: "group", "aria-label": t("book.day") },
        dayButton(t("book.day_before"), "chevron-left", () => onDay(addDays(day, -1))),
        h("input", {
          class: "input book-day",
          type: "date",
          "aria-label": t("book.day"),
          value: day,
          onChange: (event) => onDay(event.currentTarget.value),
        }),
        dayButton(t("book.day_after"), "chevron-right", () => onDay(addDays(day, 1))),
        day === today
          ? null
          : h("button", { class: "button", type: "button", onClick: () => onDay(today) }, t("book.today")),
      ),
      h(
        "div",
        { class: "segmented", role: "group", "aria-label": t("floor.view") },
        viewButton(view, "timeline", "grid", onView),
        viewButton(view, "list", "list", onView),
      ),
    ),
    h(
      "div",
      { class: "cluster book-begin" },
      h(
        "button",
        { class: "button button-primary", type: "button", onClick: onBook },
        icon("plus", { small: true }),
        t("book.new"),
      ),
      h(
        "button",
        { class: "button", type: "button", onClick: onWalkIn },
        icon("user-check", { small: true }),
        t("book.walk_in"),
      ),
      h(
        "button",
        { class: "button", type: "button", onClick: onWait },
        icon("clock", { small: true }),
        t("book.wait_add"),
      ),
      h(
        "button",
        { class: "button button-quiet", type: "button", disabled: !book, onClick: onReplan },
        icon("refresh", { small: true }),
        t("book.replan"),
      ),
    ),
  );
}

function dayButton(words, shape, onClick) {
  return h(
    "button",
    { class: "button button-icon", type: "button", "aria-label": words, title: words, onClick },
    icon(shape),
  );
}

function viewButton(view, name, shape, onView) {
  return h(
    "button",
    { type: "button", "aria-pressed": String(view === name), onClick: () => onView(name) },
    icon(shape, { small: true }),
    t(`book.${name}`),
  );
}
