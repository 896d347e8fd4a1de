import { icon } from "/static/design/icons.js";
import { h } from "../../shared/dom.js";
import { emptyState } from "../problems.js";
import { t } from "../t.js";
import { tablesOf } from "./booking-form.js";
import { statusBadge } from "./sheet.js";
import { GROUPS } from "./status.js";

/**
 * Draws the day's reservations by time, to search and to narrow down.
 *
 * @param {any} app
 * @param {any} book
 * @param {{search: string, group: string, onSearch: (search: string) => void, onGroup: (group: string) => void,
 *   onOpen: (reservation: any) => void}} options
 */
export function bookList(app, book, { search, group, onSearch, onGroup, onOpen }) {
  const found = book.reservations
    .filter(({ status }) => group === "all" || GROUPS[group].includes(status))
    .filter((reservation) => matches(reservation, search))
    .sort((one, other) => one.time.localeCompare(other.time) || one.name.localeCompare(other.name));
  return h(
    "section",
    { class: "book-list", key: "list", "aria-label": t("book.list") },
    h(
      "div",
      { class: "book-list-tools" },
      h(
        "div",
        { class: "search", role: "search" },
        icon("search", { small: true }),
        h("input", {
          class: "input",
          type: "search",
          autocomplete: "off",
          "aria-label": t("book.search"),
          placeholder: t("book.search"),
          value: search,
          onInput: (event) => onSearch(event.currentTarget.value),
        }),
      ),
      h(
        "div",
        { class: "scroll-x", role: "group", "aria-label": t("book.filter") },
        ["all", ...Object.keys(GROUPS)].map((name) => {
          const count = book.reservations.filter(
            ({ status }) => name === "all" || GROUPS[name].includes(status),
          ).length;
          return h(
            "button",
            {
              class: "chip",
              type: "button",
              key: name,
              "aria-pressed": String(group === name),
              onClick: () => onGroup(name),
            },
            t(`group.${name}`),
            h("span", { class: "number" }, count),
          );
        }),
      ),
    ),
    found.length
      ? h(
          "ul",
          { class: "list" },
          found.map((reservation) => row(app, reservation, onOpen)),
        )
      : emptyState("calendar", t(book.reservations.length ? "book.none_found" : "book.none"), t("book.none_note")),
  );
}

function row(app, reservation, onOpen) {
  const { id, name, reservation_no: number, time, phone, notes, host_notes: ours, deposit, paid } = reservation;
  const words = [notes, ours].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: "book-row", key: id },
    h(
      "button",
      { class: "row", type: "button", onClick: () => onOpen(reservation) },
      h("span", { class: "book-row-time number strong" }, app.timeOfDay(time)),
      h(
        "span",
        { class: "row-main" },
        h("span", { class: "row-title" }, name || number),
        h(
          "span",
          { class: "row-note book-row-facts" },
          h("span", null, t("floor.covers", { count: reservation.covers })),
          h("span", null, icon("table", { small: true }), tablesOf(reservation)),
          deposit
            ? h(
                "span",
                { class: "badge", data: { tone: paid >= deposit ? "ok" : "waiting" } },
                paid >= deposit
                  ? t("book.deposit_is_paid")
                  : t("book.deposit_open", { amount: app.money(deposit - paid) }),
              )
            : null,
        ),
        words ? h("span", { class: "row-note book-row-words" }, icon("note", { small: true }), words) : null,
      ),
      statusBadge(reservation),
    ),
    phone
      ? h(
          "a",
          {
            class: "button button-quiet button-icon",
            href: `tel:${phone.replace(/[^+\d]/g, "")}`,
            "aria-label": t("book.call", { name: name || number, phone }),
          },
          icon("phone"),
        )
      : null,
  );
}

function matches({ name, phone, reservation_no: number }, search) {
  const wanted = plain(search);
  if (!wanted) return true;
  const digits = wanted.replace(/\D/g, "");
  return (
    plain(name).includes(wanted) ||
    plain(number).includes(wanted) ||
    (digits.length > 2 && (phone ?? "").replace(/\D/g, "").includes(digits))
  );
}

/** As people type it: without capitals and accents. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
