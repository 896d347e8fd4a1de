import { icon } from "/static/design/icons.js";
import { h } from "../../shared/dom.js";
import { age, now } from "../../shared/time.js";
import { toast } from "../../shared/toast.js";
import { attempt } from "../problems.js";
import { nameOf } from "../table-state.js";
import { t } from "../t.js";
import { readBook } from "./calls.js";
import { dayOf } from "./clock.js";
import { counter, field, intention, openForm, phoneLink, tableChoice } from "./forms.js";

/** The door: parties without a booking, and those that wait. */

const USUAL_STAY_MS = 90 * 60000;
/** So much longer than it was told may a party wait before it stands out. */
const GRACE_MINUTES = 2;

/** Today's book, whatever day is on the screen: who stands at the door wants to sit now. */
function readToday(app, covers) {
  return attempt(() => readBook(app, dayOf(now(), app.branch.timezone), covers));
}

/** How long a party would wait, in words; empty while that is not known. */
function waitWords(minutes) {
  if (minutes === undefined) return "";
  if (minutes === null) return t("wait.never");
  return minutes ? t("wait.about", { minutes }) : t("wait.none");
}

/** What a party was told when it came. */
function quoteWords(minutes) {
  if (minutes === null) return t("wait.no_quote");
  return minutes ? t("wait.quoted", { minutes }) : t("wait.quoted_none");
}

/**
 * Keeps asking how long a party of a size would wait.
 *
 * @param {any} app
 * @returns {{words: () => string, ask: (covers: number, redraw: () => void) => Promise<void>}}
 */
function waitQuestion(app) {
  let minutes;
  let asked = 0;
  return {
    words: () => waitWords(minutes),
    async ask(covers, redraw) {
      const mine = (asked += 1);
      const said = await attempt(() => app.atLocation.get(`/wait?covers=${covers}`));
      if (said === undefined || mine !== asked) return;
      minutes = said.minutes;
      redraw();
    },
  };
}

/**
 * Seats a party without a booking where it fits best, or at tables of its choice.
 *
 * @param {any} app
 * @returns {Promise<boolean>} whether it sits
 */
export async function walkInForm(app) {
  const state = { covers: 2 };
  const chosen = new Set();
  const wait = waitQuestion(app);
  const key = intention();
  const book = await readToday(app, state.covers);
  if (!book) return false;
  let redraw = () => undefined;
  wait.ask(state.covers, () => redraw());
  const seated = await openForm({
    title: t("book.walk_in"),
    submit: t("act.seat"),
    fields: (problems, draw) => {
      redraw = draw;
      return [
        counter("covers", {
          label: t("book.covers"),
          value: state.covers,
          least: 1,
          problem: problems.covers,
          onChange: (covers) => {
            state.covers = covers;
            wait.ask(covers, redraw);
            redraw();
          },
        }),
        h("p", { class: "book-wait", role: "status", key: "wait" }, wait.words()),
        field("name", { label: t("book.name_optional"), problem: problems.name, attributes: { maxlength: 50 } }),
        tableChoice(app, book, {
          chosen,
          covers: state.covers,
          from: now(),
          to: now() + USUAL_STAY_MS,
          now: now(),
          none: t("book.tables_best"),
          problem: problems.tables,
          redraw: draw,
        }),
      ];
    },
    send: (form) => {
      const body = {
        covers: state.covers,
        name: form.elements.name.value.trim(),
        tables: chosen.size ? [...chosen] : null,
      };
      return app.atLocation.post("/walk-ins", body, { idempotencyKey: key(body) });
    },
  });
  if (!seated) return false;
  await sayWhere(app, seated.session_id);
  return true;
}

/** Says at which tables a party sits now. */
async function sayWhere(app, sessionId) {
  const book = await readToday(app, 2);
  const party = book?.sitting.find(({ session_id: id }) => id === sessionId);
  if (!party) return;
  const tables = book.tables.filter(({ id }) => party.tables.includes(id)).map(nameOf);
  toast(t("book.seated", { name: party.name || t("book.unnamed"), table: tables.join(" + ") }), { tone: "ok" });
}

/**
 * Puts a party on the waitlist, with the time it is quoted.
 *
 * @param {any} app
 * @returns {Promise<any>} its entry, undefined when the form was left
 */
export async function waitForm(app) {
  const state = { covers: 2 };
  const wait = waitQuestion(app);
  const key = intention();
  let redraw = () => undefined;
  wait.ask(state.covers, () => redraw());
  const entry = await openForm({
    title: t("book.wait_add"),
    submit: t("book.wait_submit"),
    fields: (problems, draw) => {
      redraw = draw;
      return [
        field("name", {
          label: t("book.name"),
          problem: problems.name,
          attributes: { maxlength: 50, required: true, autofocus: true },
        }),
        counter("covers", {
          label: t("book.covers"),
          value: state.covers,
          least: 1,
          problem: problems.covers,
          onChange: (covers) => {
            state.covers = covers;
            wait.ask(covers, redraw);
            redraw();
          },
        }),
        h("p", { class: "book-wait", role: "status", key: "wait" }, wait.words()),
        field("phone", {
          label: t("book.phone"),
          problem: problems.phone,
          attributes: { type: "tel", inputmode: "tel", maxlength: 50 },
        }),
        field("notes", { label: t("book.notes"), problem: problems.notes, attributes: { maxlength: 200 } }),
      ];
    },
    check: (form) => (form.elements.name.value.trim() ? null : { name: t("book.name_missing") }),
    send: (form) => {
      const words = (name) => form.elements[name].value.trim() || null;
      const body = { name: words("name"), covers: state.covers, phone: words("phone"), notes: words("notes") };
      return app.atLocation.post("/waitlist", body, { idempotencyKey: key(body) });
    },
  });
  if (entry) {
    const { name, quoted_minutes: minutes } = entry;
    toast(t("book.wait_added", { name, wait: waitWords(minutes) }), { tone: "ok" });
  }
  return entry;
}

async function seatWaitingForm(app, entry) {
  const book = await readToday(app, entry.covers);
  if (!book) return false;
  const chosen = new Set();
  const key = intention();
  const seated = await openForm({
    title: t("book.seat_title", { name: entry.name }),
    submit: t("act.seat"),
    fields: (problems, redraw) =>
      tableChoice(app, book, {
        chosen,
        covers: entry.covers,
        from: now(),
        to: now() + USUAL_STAY_MS,
        now: now(),
        none: t("book.tables_best"),
        problem: problems.tables,
        redraw,
      }),
    send: () => {
      const body = { tables: chosen.size ? [...chosen] : null };
      return app.atLocation.post(`/waitlist/${entry.id}/seat`, body, { idempotencyKey: key(body) });
    },
  });
  if (!seated) return false;
  await sayWhere(app, seated.session_id);
  return true;
}

/**
 * The parties that wait now, in the order they came.
 *
 * @param {any} app
 * @param {any[]} entries
 * @param {() => void} onChanged
 */
export function waitlist(app, entries, onChanged) {
  const act = async (entry, action, words) => {
    const done = await attempt(() => app.atLocation.post(`/waitlist/${entry.id}/${action}`));
    if (!done) return;
    toast(t(words, { name: entry.name }), { tone: "ok" });
    onChanged();
  };
  return [
    h(
      "div",
      { class: "side-head" },
      h(
        "h2",
        { tabindex: "-1" },
        t("book.waitlist"),
        h("span", { class: "badge badge-solid badge-count", data: { tone: "waiting" } }, entries.length),
      ),
    ),
    h(
      "ul",
      { class: "book-waiting", "aria-label": t("book.waitlist") },
      entries.map((entry) => waitingCard(entry, { act, onSeat: () => seatWaitingForm(app, entry).then(onChanged) })),
    ),
  ];
}

function waitingCard(entry, { act, onSeat }) {
  const { id, name, covers, phone, notes, status, quoted_minutes: quoted, created_at: since } = entry;
  const over = quoted !== null && now() - Date.parse(since) > (quoted + GRACE_MINUTES) * 60000;
  const tone = status === "called" ? "bill" : over ? "alert" : "waiting";
  return h(
    "li",
    { class: "card book-waiting-card", key: id, data: { tone } },
    h(
      "div",
      { class: "spread" },
      h("h3", { class: "truncate" }, name),
      h("span", { class: "number strong" }, icon("users", { small: true }), covers),
    ),
    h(
      "p",
      { class: "book-waiting-facts small" },
      h("span", null, t("book.waits"), " ", age(since)),
      h("span", { class: over ? "strong" : "quiet" }, quoteWords(quoted)),
      status === "called" ? h("span", { class: "badge", data: { tone: "bill" } }, t("wait.called")) : null,
    ),
    notes ? h("p", { class: "small" }, notes) : null,
    phone ? h("p", { class: "small" }, phoneLink(phone, phone)) : null,
    h(
      "div",
      { class: "ask-actions" },
      h(
        "button",
        { class: "button button-primary", type: "button", onClick: onSeat },
        t("act.seat"),
      ),
      status === "called"
        ? null
        : h(
            "button",
            { class: "button", type: "button", onClick: () => act(entry, "call", "book.wait_called") },
            t("act.call"),
          ),
      h(
        "button",
        { class: "button", type: "button", onClick: () => act(entry, "leave", "book.wait_left") },
        t("act.left"),
      ),
    ),
  );
}
