import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../../shared/dialog.js";
import { h } from "../../shared/dom.js";
import { toast } from "../../shared/toast.js";
import { attempt } from "../problems.js";
import { t } from "../t.js";
import { remember, remembered } from "../device.js";
import { arrivingIn, closuresOf } from "./day.js";
import { isoOf } from "./clock.js";
import { field, intention, openForm, option } from "./forms.js";

/** Why a slot cannot be booked, in words, with what staff said when they closed it. */
export function slotWords({ why, reason }) {
  if (!why) return t("why.open");
  return reason ? `${t(`why.${why}`)}: ${reason}` : t(`why.${why}`);
}

const SHAPES = { closed: "lock", pacing: "users", no_table: "table", past: "history" };

/**
 * The covers of every slot, service by service, and why one is closed.
 *
 * @param {any} app
 * @param {any} book
 * @param {{covers: number, onCovers: (covers: number) => void, onSlot: (service: any, slot: any) => void}} options
 *   `covers`: the size of party that slots are judged for
 */
export function slotStrips(app, book, { covers, onCovers, onSlot }) {
  if (!book.services.length) return h("p", { class: "notice", key: "slots" }, icon("info"), t("book.no_services"));
  return h(
    "details",
    {
      class: "book-slots",
      key: "slots",
      // On a phone the list comes first.
      open: remembered("book-slots", matchMedia("(max-width: 47.99rem)").matches ? "closed" : "open") === "open",
      onToggle: (event) => remember("book-slots", event.currentTarget.open ? "open" : "closed"),
    },
    h(
      "summary",
      { class: "book-slots-head" },
      h("h2", { class: "overline grow" }, t("book.slots")),
      icon("chevron-down", { small: true }),
    ),
    h(
      "div",
      { class: "book-slots-for" },
      h(
        "label",
        { class: "book-for" },
        h("span", { class: "small quiet" }, t("book.slots_for")),
        h(
          "select",
          {
            class: "select",
            value: String(covers),
            onChange: (event) => onCovers(Number(event.currentTarget.value)),
          },
          Array.from({ length: 12 }, (_, index) => h("option", { value: String(index + 1) }, index + 1)),
        ),
      ),
    ),
    book.services.map((service) =>
      h(
        "div",
        { class: "book-strip", key: service.id, role: "group", "aria-label": service.name },
        h("p", { class: "strong small" }, service.name),
        h(
          "div",
          { class: "scroll-x book-strip-slots" },
          service.slots.map((slot) => slotCard(app, service, slot, () => onSlot(service, slot))),
        ),
      ),
    ),
  );
}

function slotCard(app, service, slot, onClick) {
  const { pacing } = service;
  const count = pacing === null ? String(slot.covers) : `${slot.covers}/${pacing}`;
  const spoken =
    pacing === null ? t("floor.covers", { count: slot.covers }) : t("book.of_pacing", { covers: slot.covers, pacing });
  return h(
    "button",
    {
      class: "book-slot",
      type: "button",
      key: slot.time,
      data: { why: slot.why ?? "open" },
      vars: { "--part": pacing ? Math.min(1, slot.covers / pacing) : 0 },
      "aria-label": `${app.timeOfDay(slot.time)}, ${spoken}, ${slotWords(slot)}`,
      onClick,
    },
    h("span", { class: "strong number" }, app.timeOfDay(slot.time)),
    h("span", { class: "book-slot-count number" }, icon("users", { small: true }), count),
    h(
      "span",
      { class: "book-slot-why truncate" },
      slot.why ? icon(SHAPES[slot.why] ?? "info", { small: true }) : null,
      slot.reason ?? t(slot.why ? `why.${slot.why}_short` : "why.open"),
    ),
  );
}

/**
 * What can be done with a slot: take a booking there, close it, or open it again.
 *
 * @param {any} app
 * @param {any} book
 * @param {any} service
 * @param {any} slot
 * @returns {Promise<"book" | "changed" | undefined>} what is to come of it
 */
export async function slotSheet(app, book, service, slot) {
  const coming = arrivingIn(book, service, slot);
  const closures = closuresOf(book, service.id, slot.time);
  const past = slot.why === "past";
  const control = openDialog({
    title: `${service.name}, ${app.timeOfDay(slot.time)}`,
    note: slotWords(slot),
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "stack" },
        closures.map((closure) =>
          h(
            "div",
            { class: "notice book-closure", data: { tone: "waiting" }, key: closure.id },
            icon("lock", { small: true }),
            h(
              "span",
              { class: "grow" },
              h("span", { class: "strong" }, closure.reason),
              " ",
              t("book.closed_from_to", { from: app.timeOfDay(closure.starts_at), to: app.timeOfDay(closure.ends_at) }),
            ),
            h(
              "button",
              { class: "button", type: "button", onClick: () => close({ reopen: closure }) },
              t("book.reopen"),
            ),
          ),
        ),
        coming.length
          ? h(
              "ul",
              { class: "list" },
              coming.map(({ id, name, covers, reservation_no: number, status }) =>
                h(
                  "li",
                  { class: "row", key: id },
                  h("span", { class: "row-main row-title" }, name || number),
                  h("span", { class: "quiet small" }, t(`status.${status}`)),
                  h("span", { class: "row-end number" }, t("floor.covers", { count: covers })),
                ),
              ),
            )
          : h("p", { class: "quiet" }, t("book.slot_empty")),
      ),
      foot: [
        past || closures.length
          ? null
          : h(
              "button",
              { class: "button", type: "button", onClick: () => close("close") },
              icon("lock", { small: true }),
              t("book.close_slot"),
            ),
        h(
          "button",
          { class: "button button-primary", type: "button", onClick: () => close("book") },
          icon("plus", { small: true }),
          t("book.take_here"),
        ),
      ],
    }),
  });
  const chosen = await control.closed;
  if (chosen === "book") return "book";
  if (chosen === "close") return (await closeSlots(app, service, slot)) ? "changed" : undefined;
  if (chosen?.reopen) return (await reopen(app, chosen.reopen)) ? "changed" : undefined;
  return undefined;
}

async function closeSlots(app, service, slot) {
  const length = service.slot_minutes * 60000;
  const later = service.slots.filter(({ time }) => Date.parse(time) >= Date.parse(slot.time));
  const state = { all: false };
  const key = intention();
  const done = await openForm({
    title: t("book.close_title", { service: service.name, time: app.timeOfDay(slot.time) }),
    note: t("book.close_note"),
    submit: t("book.close_slot"),
    fields: (problems, redraw) => [
      field("reason", {
        label: t("book.reason"),
        hint: t("book.reason_hint"),
        problem: problems.reason,
        attributes: { maxlength: 200, required: true, autofocus: true },
      }),
      field("ends_at", {
        label: t("book.close_until"),
        problem: problems.ends_at,
        tag: "select",
        children: later.map(({ time }) => {
          const end = isoOf(Date.parse(time) + length);
          return h("option", { value: end }, app.timeOfDay(end));
        }),
      }),
      option("all", {
        label: t("book.close_all"),
        checked: state.all,
        onChange: (all) => {
          state.all = all;
          redraw();
        },
      }),
    ],
    check: (form) => (form.elements.reason.value.trim() ? null : { reason: t("book.reason_missing") }),
    send: async (form) => {
      const body = {
        service: state.all ? null : service.id,
        starts_at: slot.time,
        ends_at: form.elements.ends_at.value,
        reason: form.elements.reason.value.trim(),
      };
      return app.atLocation.post("/closures", body, { idempotencyKey: key(body) });
    },
  });
  if (done) toast(t("book.slot_closed", { time: app.timeOfDay(slot.time) }), { tone: "ok" });
  return Boolean(done);
}

async function reopen(app, closure) {
  const sure = await confirmDialog({
    title: t("book.reopen_title"),
    text: t("book.reopen_text", { from: app.timeOfDay(closure.starts_at), to: app.timeOfDay(closure.ends_at) }),
    confirm: t("book.reopen"),
    cancel: t("cancel"),
  });
  if (!sure) return false;
  const done = await attempt(async () => {
    await app.atLocation.del(`/closures/${closure.id}`);
    return true;
  });
  if (done) toast(t("book.reopened"), { tone: "ok" });
  return Boolean(done);
}
