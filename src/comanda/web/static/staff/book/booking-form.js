import { icon } from "/static/design/icons.js";
import { h } from "../../shared/dom.js";
import { toast } from "../../shared/toast.js";
import { now } from "../../shared/time.js";
import { attempt } from "../problems.js";
import { t } from "../t.js";
import { readBook } from "./calls.js";
import { dayOf, instantOf, isoOf, wallOf } from "./clock.js";
import { counter, field, intention, openForm, option, problemLine, tableChoice } from "./forms.js";
import { isMovable } from "./status.js";
import { slotWords } from "./slots.js";

const USUAL_STAY_MS = 90 * 60000;

/**
 * Takes a booking, or changes one. Free slots are offered; "anyway" lets staff decide against hours and limits.
 *
 * @param {any} app
 * @param {{day: string, reservation?: any, service?: string | null, time?: string | null, covers?: number}} settings
 * @returns {Promise<any>} the reservation as it is now, undefined when the form was left
 */
export async function bookingForm(app, { day, reservation = null, service = null, time = null, covers = 2 }) {
  const zone = app.branch.timezone;
  const key = intention();
  const kept = reservation?.tables_fixed ? reservation.tables.map(({ id }) => id) : [];
  const state = {
    adults: reservation?.adults ?? covers,
    children: reservation?.children ?? 0,
    day: reservation ? dayOf(reservation.time, zone) : day,
    service: reservation?.service ?? service,
    time: reservation?.time ?? time,
    /** A time that is no slot, in the location's wall time. */
    other: reservation && reservation.service === null ? wallOf(reservation.time, zone) : null,
    tables: new Set(kept),
    freely: false,
    choosing: kept.length > 0,
    book: null,
  };
  const movable = reservation === null || isMovable(reservation);
  let redraw = () => undefined;
  let asked = 0;
  const count = () => state.adults + state.children;

  /** Slots are judged for the size of this party. */
  async function look() {
    const mine = (asked += 1);
    const found = await attempt(() => readBook(app, state.day, Math.max(1, count())));
    if (found && mine === asked) state.book = found;
    redraw();
  }

  function set(changes) {
    const again = "adults" in changes || "children" in changes || "day" in changes;
    Object.assign(state, changes);
    if (again) look();
    redraw();
  }

  function moveDay(next) {
    if (!next) return;
    // The same time of day, if the other day has it.
    const wall = state.time ? wallOf(state.time, zone) : null;
    set({ day: next, time: wall ? instantOf(next, wall, zone) : null });
  }

  function chosenAt() {
    if (state.other) return instantOf(state.day, state.other, zone);
    return state.time ? isoOf(Date.parse(state.time)) : null;
  }

  function said(form) {
    const words = (name) => String(new FormData(form).get(name) ?? "").trim() || null;
    const about = {
      first_name: words("first_name"),
      last_name: words("last_name"),
      phone: words("phone"),
      email: words("email"),
      notes: words("notes"),
      host_notes: words("host_notes"),
    };
    if (!movable) return about;
    return {
      service: state.other ? null : state.service,
      time: chosenAt(),
      adults: state.adults,
      children: state.children,
      tables: state.tables.size ? [...state.tables] : null,
      ...about,
      // A time that is no slot can only be the staff's own decision.
      freely: state.freely || Boolean(state.other),
    };
  }

  /** What is not changed is not sent: it may have changed elsewhere. */
  function changes(all) {
    const before = {
      ...reservation,
      time: isoOf(Date.parse(reservation.time)),
      tables: kept.length ? kept : null,
    };
    const found = Object.entries(all).filter(
      ([name, value]) => name !== "freely" && JSON.stringify(value) !== JSON.stringify(before[name] ?? null),
    );
    return { ...Object.fromEntries(found), ...(all.freely ? { freely: true } : {}) };
  }

  function send(form) {
    const all = said(form);
    if (!reservation) return app.atLocation.post("/reservations", all, { idempotencyKey: key(all) });
    const body = changes(all);
    return app.atLocation.patch(`/reservations/${reservation.id}`, body, { idempotencyKey: key(body) });
  }

  function slotsPart(problems) {
    const services = state.book?.services ?? [];
    const chosen = services.find(({ id }) => id === state.service);
    const slot = chosen?.slots.find((each) => Date.parse(each.time) === Date.parse(state.time));
    const problem = problems.time ?? problems.service;
    return h(
      "fieldset",
      { class: "field", key: "time", data: { field: "time" }, "aria-describedby": "time-said" },
      h("legend", { class: "label" }, t("book.time")),
      state.book && !services.length ? h("p", { class: "hint" }, t("book.no_services")) : null,
      services.map((each) =>
        h(
          "div",
          { class: "book-choice", key: each.id },
          h("p", { class: "overline" }, each.name),
          h(
            "div",
            { class: "book-times" },
            each.slots.map((one) => slotButton(each, one)),
          ),
        ),
      ),
      h(
        "div",
        { class: "field", key: "other" },
        h("label", { class: "label", for: "other-time" }, t("book.other_time")),
        h("p", { class: "hint", id: "other-time-hint" }, t("book.other_time_hint")),
        h("input", {
          class: "input",
          id: "other-time",
          type: "time",
          value: state.other ?? "",
          "aria-describedby": "other-time-hint",
          onChange: (event) => set({ other: event.currentTarget.value || null }),
        }),
      ),
      h(
        "p",
        { id: "time-said", class: "book-time-said", "aria-live": "polite", key: "said" },
        !state.other && slot?.why
          ? h("span", { class: "notice", data: { tone: "waiting" } }, icon("info", { small: true }), slotWords(slot))
          : null,
      ),
      problem ? problemLine("time", problem) : null,
    );
  }

  function slotButton(its, slot) {
    const pressed = !state.other && state.service === its.id && Date.parse(slot.time) === Date.parse(state.time);
    const at = app.timeOfDay(slot.time);
    return h(
      "button",
      {
        class: "chip book-time",
        type: "button",
        key: slot.time,
        "aria-pressed": String(pressed),
        "aria-label": slot.why ? `${at}, ${slotWords(slot)}` : at,
        data: { why: slot.why },
        onClick: () => set({ service: its.id, time: slot.time, other: null }),
      },
      at,
    );
  }

  function whenPart(problems) {
    const at = chosenAt();
    const from = at ? Date.parse(at) : null;
    const stays = reservation ? Date.parse(reservation.ends_at) - Date.parse(reservation.time) : USUAL_STAY_MS;
    return [
      h(
        "div",
        { class: "book-party", key: "party", data: { field: "covers" } },
        counter("adults", {
          label: t("book.adults"),
          value: state.adults,
          least: 0,
          problem: problems.adults,
          onChange: (adults) => set({ adults }),
        }),
        counter("children", {
          label: t("book.children"),
          value: state.children,
          least: 0,
          problem: problems.children,
          onChange: (children) => set({ children }),
        }),
      ),
      problems.covers ? problemLine("covers", problems.covers) : null,
      field("day", {
        label: t("book.day"),
        attributes: {
          type: "date",
          value: state.day,
          required: true,
          onChange: (event) => moveDay(event.currentTarget.value),
        },
      }),
      slotsPart(problems),
      state.book && from !== null
        ? h(
            "details",
            {
              key: "choose",
              open: state.choosing || Boolean(problems.tables),
              onToggle: (event) => (state.choosing = event.currentTarget.open),
            },
            h("summary", { class: "book-fold" }, t("book.tables_choose"), icon("chevron-down", { small: true })),
            tableChoice(app, state.book, {
              chosen: state.tables,
              covers: count(),
              from,
              to: from + stays,
              now: now(),
              except: reservation?.id,
              none: t("book.tables_planned"),
              problem: problems.tables,
              redraw,
            }),
          )
        : null,
      option("freely", {
        label: t("book.freely"),
        hint: t("book.freely_hint"),
        checked: state.freely,
        onChange: (freely) => set({ freely }),
      }),
    ];
  }

  function textField(name, problems, attributes = {}, tag = "input") {
    return field(name, {
      label: t(`book.${name}`),
      problem: problems[name],
      tag,
      attributes: { maxlength: tag === "textarea" ? 200 : 50, value: reservation?.[name] ?? "", ...attributes },
    });
  }

  if (movable) look();
  const whose = reservation?.name || reservation?.reservation_no;
  const done = await openForm({
    title: reservation ? t("book.change_title", { name: whose }) : t("book.new"),
    submit: t(reservation ? "book.save" : "book.take"),
    fields: (problems, draw) => {
      redraw = draw;
      return [
        movable ? whenPart(problems) : h("p", { class: "notice", key: "fixed" }, t("book.only_words")),
        h(
          "div",
          { class: "book-party", key: "name" },
          textField("first_name", problems),
          textField("last_name", problems),
        ),
        textField("phone", problems, { type: "tel", inputmode: "tel" }),
        textField("email", problems, { type: "email", inputmode: "email" }),
        textField("notes", problems, {}, "textarea"),
        textField("host_notes", problems, {}, "textarea"),
      ];
    },
    check: (form) => {
      const problems = {};
      const all = said(form);
      if (movable && !all.time) problems.time = t("book.time_missing");
      if (movable && count() < 1) problems.covers = t("problem.covers_missing");
      if (!reservation && !all.first_name && !all.last_name) problems.first_name = t("book.name_missing");
      return problems;
    },
    send,
  });
  if (!done) return undefined;
  const words = { name: done.name || done.reservation_no, time: app.timeOfDay(done.time), table: tablesOf(done) };
  const taken = done.status === "pending_payment" ? "book.taken_unpaid" : "book.taken";
  toast(t(reservation ? "book.changed" : taken, words), { tone: "ok" });
  return done;
}

/** The tables of a reservation in words. */
export function tablesOf({ tables }) {
  return tables.map(({ name }) => name).join(" + ") || t("book.no_table");
}
