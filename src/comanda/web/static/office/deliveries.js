import { icon } from "/static/design/icons.js";
import { openDialog } from "../shared/dialog.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { t } from "./t.js";
import { action, fact, field, moment, openForm, waitingCards } from "./ui.js";

const STATUSES = [null, "pending", "delivered", "paused"];
const TONES = { pending: "occupied", delivered: "ok", paused: "danger" };
/** How often the log is looked at: somebody who waits for a delivery looks at it as long. */
const EVERY_MS = 3000;

/**
 * The log of an endpoint's deliveries, newest first, with older ones on demand.
 *
 * @param {any} app
 * @param {HTMLElement} place
 * @param {string} path the endpoint's own
 * @returns {{fetch: () => Promise<void>}}
 */
export function deliveryLog(app, place, path) {
  const state = { status: null, open: new Set(), older: [], next: undefined, busy: null };
  const live = app.live((signal) => load(null, signal), draw, { every: EVERY_MS });

  function load(cursor, signal) {
    const query = new URLSearchParams();
    if (state.status) query.set("status", state.status);
    if (cursor) query.set("after", cursor);
    const asked = query.toString();
    return app.manage.get(`${path}/deliveries${asked ? `?${asked}` : ""}`, { signal, whole: true });
  }

  function choose(status) {
    state.status = status;
    state.older = [];
    state.next = undefined;
    live.data = null;
    draw();
    live.fetch();
  }

  async function showOlder(cursor) {
    state.busy = "older";
    draw();
    const page = await attempt(() => load(cursor));
    state.busy = null;
    if (page) {
      state.older.push(...page.data);
      state.next = page.next ?? null;
    }
    draw();
  }

  async function again(one) {
    state.busy = one.id;
    draw();
    const done = await attempt(() => app.manage.post(`${path}/redeliver`, { delivery_id: one.id }));
    state.busy = null;
    if (done) toast(t("log.again_done", { count: 1 }), { tone: "ok" });
    await live.fetch();
  }

  async function againRange() {
    const done = await openForm({
      title: t("log.range"),
      note: t("log.range_note"),
      submit: t("log.again"),
      fields: (problems) =>
        ["from", "to"].map((name) =>
          field(name, {
            label: t(`log.${name}`),
            problem: problems[name],
            attributes: { type: "datetime-local", step: 1, value: localTime(name === "from" ? -3600000 : 60000) },
          }),
        ),
      check: (form) => {
        const { from, to } = read(form);
        return {
          ...(from ? {} : { from: t("log.time_missing") }),
          ...(to ? (from && from >= to ? { to: t("log.range_wrong") } : {}) : { to: t("log.time_missing") }),
        };
      },
      send: (form) => app.manage.post(`${path}/redeliver`, read(form)),
    });
    if (!done) return;
    toast(t("log.again_done", { count: done.count }), { tone: "ok" });
    await live.fetch();
  }

  async function showBody({ id, topic }) {
    const one = await attempt(() => app.manage.get(`${path}/deliveries/${id}`));
    if (!one) return;
    openDialog({
      title: topic,
      note: t("log.body"),
      kind: "dialog dialog-wide",
      closeLabel: t("close"),
      draw: () => ({ body: h("pre", null, pretty(one.request_body ?? "")) }),
    });
  }

  function draw() {
    const shown = live.data?.data ?? [];
    redraw(
      place,
      h(
        "div",
        { class: "section-head" },
        h("div", { class: "grow" }, h("h2", { id: "log-title" }, t("log.title")), h("p", { class: "quiet" }, t("log.note"))),
        action("refresh", t("log.range"), againRange),
      ),
      h(
        "div",
        { class: "segmented log-filter", role: "group", "aria-label": t("log.filter") },
        STATUSES.map((status) =>
          h(
            "button",
            { type: "button", "aria-pressed": String(state.status === status), onClick: () => choose(status) },
            t(`log.${status ?? "all"}`),
          ),
        ),
      ),
      content(shown),
    );
  }

  function content(newest) {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    const ids = new Set(newest.map(({ id }) => id));
    const all = [...newest, ...state.older.filter(({ id }) => !ids.has(id))];
    if (!all.length) return emptyState("history", t("log.none"), t(state.status ? "log.none_filtered" : "log.none_note"));
    const next = state.next === undefined ? live.data.next : state.next;
    return [
      h("ol", { class: "list", key: "log" }, all.map(delivery)),
      next
        ? h(
            "button",
            {
              class: "button button-soft",
              type: "button",
              key: "older",
              "aria-busy": state.busy === "older" ? "true" : null,
              onClick: () => showOlder(next),
            },
            t("log.older"),
          )
        : null,
    ];
  }

  function delivery(one) {
    return h(
      "li",
      { key: one.id },
      h(
        "details",
        {
          class: "delivery",
          open: state.open.has(one.id),
          onToggle: (event) => state.open[event.currentTarget.open ? "add" : "delete"](one.id),
        },
        h(
          "summary",
          { class: "row" },
          h("span", { class: "badge", data: { tone: TONES[one.status] } }, t(`log.${one.status}`)),
          h(
            "span",
            { class: "row-main" },
            h("code", { class: "row-title" }, one.topic),
            h("span", { class: "row-note row-line" }, moment(one.created_at, { seconds: true })),
          ),
          h("span", { class: "row-note row-end" }, t("log.attempts", { count: one.attempts.length })),
          icon("chevron-down", { small: true }),
        ),
        h(
          "div",
          { class: "delivery-body stack" },
          h(
            "dl",
            { class: "facts" },
            fact(t("log.event"), h("code", null, one.event_id)),
            one.delivered_at ? fact(t("log.delivered_at"), moment(one.delivered_at, { seconds: true })) : null,
            one.next_attempt_at ? fact(t("log.next"), moment(one.next_attempt_at, { seconds: true })) : null,
          ),
          h(
            "div",
            { class: "cluster" },
            action("refresh", t("log.again"), () => again(one), { busy: state.busy === one.id }),
            one.attempts.length ? action("eye", t("log.body"), () => showBody(one)) : null,
          ),
          one.attempts.length ? h("ol", { class: "stack" }, one.attempts.map(attemptOf)) : null,
        ),
      ),
    );
  }

  draw();
  return { fetch: () => live.fetch() };
}

function attemptOf(one) {
  return h(
    "li",
    { class: "attempt stack", key: one.id },
    h(
      "div",
      { class: "cluster" },
      h(
        "span",
        { class: "badge", data: { tone: one.error ? "danger" : "ok" } },
        one.response_status ? `HTTP ${one.response_status}` : t("log.no_answer"),
      ),
      moment(one.at, { seconds: true }),
      h("span", { class: "quiet number" }, `${one.duration_ms} ms`),
    ),
    one.error ? h("p", { class: "error" }, one.error) : null,
    h("h4", null, t("log.request")),
    h(
      "pre",
      null,
      Object.entries(one.request_headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    ),
    h("h4", null, t("log.response")),
    one.response_body ? h("pre", null, one.response_body) : h("p", { class: "quiet small" }, t("log.response_none")),
  );
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** A time from now on this device's clock, as a field for times wants it. */
function localTime(offset) {
  const at = new Date(Date.now() + offset);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

function read(form) {
  const said = new FormData(form);
  const at = (name) => (said.get(name) ? new Date(String(said.get(name))).toISOString() : null);
  return { from: at("from"), to: at("to") };
}
