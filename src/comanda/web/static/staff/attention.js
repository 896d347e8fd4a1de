import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { age } from "../shared/time.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState } from "./problems.js";
import { t } from "./t.js";

/**
 * Draws what waits for staff, each with what can be done about it at once.
 *
 * @param {any} app
 * @param {ReturnType<typeof import("./table-state.js").waitingOn>} waiting
 * @param {import("../shared/live.js").Live<any>} live the floor, fetched again after every action
 */
export function attentionPanel(app, waiting, live) {
  return [
    h(
      "div",
      { class: "side-head" },
      h(
        "h2",
        { tabindex: "-1" },
        t("floor.attention"),
        waiting.length
          ? h("span", { class: "badge badge-solid badge-count", data: { tone: "waiting" } }, waiting.length)
          : null,
      ),
    ),
    h(
      "div",
      { class: "attention", role: "log", "aria-live": "polite", "aria-label": t("floor.attention") },
      waiting.length
        ? waiting.map((each) => request(app, each, live))
        : emptyState("check-circle", t("floor.attention_none"), t("floor.attention_none_note")),
    ),
  ];
}

/**
 * Draws one thing that waits.
 *
 * @param {any} app
 * @param {ReturnType<typeof import("./table-state.js").waitingOn>[number]} each
 * @param {import("../shared/live.js").Live<any>} live
 */
export function request(app, { key, kind, table, since, request: asked }, live) {
  const looks = {
    open: {
      tone: "waiting",
      shape: "user",
      title: t("ask.title", { name: table.session?.customer_name, table: table.number }),
    },
    call_waiter: { tone: "alert", shape: "bell", title: t("ask.call", { table: table.number }) },
    request_bill: { tone: "bill", shape: "receipt", title: t("ask.bill", { table: table.number }) },
    orders: {
      tone: "waiting",
      shape: "cutlery",
      title: t("ask.orders", { count: table.pending_orders, table: table.number }),
    },
    guests: {
      tone: "waiting",
      shape: "phone",
      title: t("ask.guests", { count: table.waiting_guests, table: table.number }),
    },
  };
  const { tone, shape, title } = looks[kind];
  const heard = asked?.status === "acknowledged";
  return h(
    "article",
    { class: ["ask", heard && "ask-heard"], key, data: { tone } },
    h(
      "div",
      { class: "ask-head" },
      h("span", { class: ["ask-icon", !heard && "pulse"] }, icon(shape)),
      h(
        "div",
        { class: "grow" },
        h("h3", { class: "ask-title" }, h("a", { href: `/staff/tables/${table.id}` }, title)),
        since
          ? h("p", { class: "small quiet" }, t("ask.waits"), " ", age(since), heard ? ` · ${t("ask.acked")}` : null)
          : null,
      ),
    ),
    h("div", { class: "ask-actions" }, actions(app, kind, table, asked, live)),
  );
}

function actions(app, kind, table, asked, live) {
  const { api } = app;
  if (kind === "open") {
    if (!app.session.can("tables:update")) return null;
    return [
      button("button button-tone", "check", t("ask.approve"), async () => {
        if (await done(() => api.patch(`/api/tables/sessions/${table.session.id}/approve`, {}), live)) {
          toast(t("ask.approved", { table: table.number }), { tone: "ok" });
        }
      }),
      button("button", "x", t("ask.reject"), () => refuse(app, table, live)),
    ];
  }
  if (kind === "guests" || kind === "orders") {
    return h("a", { class: "button", href: `/staff/tables/${table.id}` }, icon("eye"), t("ask.look"));
  }
  if (!app.session.can("service_requests:update")) return null;
  return [
    asked.status === "pending"
      ? button("button button-tone", "arrow-right", t("ask.ack"), () =>
          done(() => api.post(`/api/service-requests/${asked.id}/ack`), live),
        )
      : null,
    button("button", "check", t("ask.resolve"), () =>
      done(() => api.post(`/api/service-requests/${asked.id}/resolve`), live),
    ),
  ];
}

function button(kind, shape, text, run) {
  return h(
    "button",
    {
      class: kind,
      type: "button",
      onClick: async (event) => {
        const pressed = event.currentTarget;
        if (pressed.getAttribute("aria-busy")) return;
        pressed.setAttribute("aria-busy", "true");
        try {
          await run();
        } finally {
          pressed.removeAttribute("aria-busy");
        }
      },
    },
    icon(shape, { small: true }),
    text,
  );
}

async function done(action, live) {
  const answer = await attempt(async () => (await action()) ?? true);
  await live.fetch();
  return answer !== undefined;
}

/**
 * Asks why, then refuses a party that asks for a table.
 *
 * @param {any} app
 * @param {any} table
 * @param {import("../shared/live.js").Live<any>} live
 */
export async function refuse(app, table, live) {
  let reason = "";
  const control = openDialog({
    title: t("ask.reject_title", { name: table.session.customer_name }),
    note: t("table.title", { table: table.number }),
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "field" },
        h("label", { class: "label", for: "reason" }, t("ask.reject_reason")),
        h("input", {
          class: "input",
          id: "reason",
          maxlength: 200,
          autofocus: true,
          onInput: (event) => (reason = event.currentTarget.value),
          onKeydown: (event) => event.key === "Enter" && close(true),
        }),
      ),
      foot: [
        h("button", { class: "button", type: "button", onClick: () => close(false) }, t("cancel")),
        h(
          "button",
          { class: "button button-tone", data: { tone: "danger" }, type: "button", onClick: () => close(true) },
          t("ask.reject"),
        ),
      ],
    }),
  });
  if (!(await control.closed)) return;
  const body = reason.trim() ? { reason: reason.trim() } : {};
  if (await done(() => app.api.patch(`/api/tables/sessions/${table.session.id}/reject`, body), live)) {
    toast(t("ask.rejected"));
  }
}
