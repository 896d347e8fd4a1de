/** The card above everything that says where this phone stands with the table, and takes the next step. */

import { icon } from "/static/design/icons.js";
import { h } from "/static/shared/dom.js";
import { toast } from "/static/shared/toast.js";
import { clock } from "./clock.js";
import { listed, t } from "./i18n.js";
import { askForTable, lookAtSeat } from "./seat.js";
import { server } from "./server.js";
import { sorry } from "./sorry.js";
import { changed, state, tableName } from "./state.js";
import { hint } from "./visit.js";

let nameMissing = false;

/** @returns {HTMLElement[]} for the card; none when there is nothing to say */
export function seatCard() {
  const { seat } = state;
  switch (seat.phase) {
    case "active":
      return atTableCard();
    case "pending":
      return [
        waiting(t(seat.joining ? "joining_title" : "pending_title"), [
          t(seat.joining ? "joining_text" : "pending_text"),
          seat.until ? t("pending_until", { time: clock(seat.until) }) : null,
        ]),
      ];
    case "busy":
      return [
        waiting(t("busy_title"), [t("busy_text")]),
        h(
          "button",
          { class: "button", type: "button", onClick: lookAtSeat },
          icon("refresh", { small: true }),
          t("try_again"),
        ),
      ];
    case "unknown":
      return [said("danger", "unknown_table_title", "unknown_table_text")];
    case "rejected":
    case "expired":
    case "ended":
    case "lost":
      return [
        said(seat.phase === "ended" ? "neutral" : "waiting", `${seat.phase}_title`, `${seat.phase}_text`),
        form(t("ask_again")),
      ];
    default:
      return [
        h("div", { class: "seat-say" }, h("h2", null, t("ask_title")), h("p", { class: "quiet" }, t("ask_text"))),
        form(t("ask")),
      ];
  }
}

function waiting(title, sentences) {
  return h(
    "div",
    { class: "seat-wait", data: { tone: "waiting" } },
    h("span", { class: "dot pulse" }),
    h(
      "div",
      { class: "seat-say" },
      h("h2", null, title),
      sentences.filter(Boolean).map((one) => h("p", { class: "quiet" }, one)),
    ),
  );
}

function said(tone, title, text) {
  return h(
    "div",
    { class: "seat-wait", data: { tone } },
    h("span", { class: "dot" }),
    h("div", { class: "seat-say" }, h("h2", null, t(title)), h("p", { class: "quiet" }, t(text))),
  );
}

function form(action) {
  const { seat } = state;
  const problem = seat.problem;
  return h(
    "form",
    { class: "seat-form", novalidate: true, onSubmit: submit },
    h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: "guest-name" }, t("name")),
      h("input", {
        class: "input",
        id: "guest-name",
        name: "name",
        autocomplete: "given-name",
        maxlength: 255,
        required: true,
        "aria-invalid": nameMissing ? "true" : null,
        "aria-describedby": nameMissing ? "guest-name-error" : null,
        value: seat.name ?? "",
        onInput: () => nameMissing && ((nameMissing = false), changed()),
      }),
      nameMissing ? h("p", { class: "error", id: "guest-name-error" }, t("name_missing")) : null,
    ),
    h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: "guest-phone" }, t("phone"), " ", h("span", { class: "hint" }, t("optional"))),
      h("input", {
        class: "input",
        id: "guest-phone",
        name: "phone",
        type: "tel",
        autocomplete: "tel",
        maxlength: 20,
        value: seat.phone ?? "",
      }),
    ),
    h(
      "button",
      {
        class: "button button-primary button-large",
        type: "submit",
        "aria-busy": seat.phase === "asking" ? "true" : null,
      },
      seat.phase === "asking" ? t("asking") : action,
    ),
    problem ? h("p", { class: "error", role: "alert" }, sorry(problem)) : null,
  );
}

function submit(event) {
  event.preventDefault();
  if (state.seat.phase === "asking") return;
  const fields = event.currentTarget.elements;
  const name = fields.name.value.trim();
  nameMissing = !name;
  if (nameMissing) {
    changed();
    fields.name.focus();
    return;
  }
  askForTable(name, fields.phone.value.trim());
}

function atTableCard() {
  const { me, seat } = state;
  const guests = me?.session.guests ?? [];
  const others = guests.filter((guest) => guest.id !== me?.guest.id && isIn(guest)).map((guest) => guest.name);
  const asking = me?.guest.is_opener ? guests.filter((guest) => isWaiting(guest)) : [];
  const { moved } = seat;
  const aside = moved
    ? t("moved_to", { name: tableName() })
    : others.length
      ? t("at_table_with", { names: listed(others) })
      : "";
  return [
    ...asking.map((guest) =>
      h(
        "div",
        { class: "seat-join", key: `join-${guest.id}`, data: { tone: "waiting" } },
        h("span", { class: "dot pulse" }),
        h("p", { class: "strong grow" }, t("wants_to_join", { name: guest.name })),
        h("button", { class: "button", type: "button", onClick: () => decide(guest, "reject") }, t("refuse")),
        h(
          "button",
          { class: "button button-primary", type: "button", onClick: () => decide(guest, "approve") },
          t("let_in"),
        ),
      ),
    ),
    state.route.view === "menu" || moved
      ? h(
          "p",
          { class: "seat-in", key: "in" },
          h("span", { class: "strong" }, t("hello", { name: me?.guest.name ?? seat.name ?? "" })),
          h("span", { class: "quiet truncate" }, aside),
        )
      : null,
  ].filter(Boolean);
}

function isIn(guest) {
  return !["waiting", "pending", "refused", "rejected"].includes(guest.status);
}

function isWaiting(guest) {
  return ["waiting", "pending"].includes(guest.status);
}

async function decide(guest, verdict) {
  try {
    await server.post(`/api/customer/guests/${guest.id}/${verdict}`);
  } catch (error) {
    toast(sorry(error), { tone: "danger" });
  }
  hint(["me"]);
}
