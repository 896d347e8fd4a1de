import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attempt } from "./problems.js";
import { t } from "./t.js";

/** How an order or item in a status looks. */
export const STATUS_TONES = {
  pending: "waiting",
  confirmed: "occupied",
  preparing: "occupied",
  ready: "ok",
  served: "neutral",
  completed: "neutral",
  cancelled: "danger",
};
const REASONS = ["mistake", "changed", "quality", "sold_out", "other"];

/**
 * Draws a round of a table, with what can be done about it.
 *
 * @param {any} app
 * @param {any} order
 * @param {number} round
 * @param {() => Promise<void>} refresh
 */
export function orderCard(app, order, round, refresh) {
  const cancelled = order.status === "cancelled";
  return h(
    "article",
    { class: ["order", cancelled && "order-cancelled"], key: order.id, data: { status: order.status } },
    h(
      "header",
      { class: "order-head" },
      h(
        "div",
        { class: "grow" },
        h("h4", null, t("table.round", { count: round })),
        h(
          "p",
          { class: "small quiet" },
          [app.timeOfDay(order.created_at), order.guest_name || t("table.by_staff"), `#${order.order_number}`].join(
            " · ",
          ),
        ),
      ),
      h("span", { class: "badge", data: { tone: STATUS_TONES[order.status] } }, t(`order.${order.status}`)),
    ),
    order.notes ? h("p", { class: "order-note" }, icon("note", { small: true }), order.notes) : null,
    h(
      "ul",
      { class: "order-items" },
      order.items.map((item) => itemRow(app, order, item, refresh)),
    ),
    order.status === "pending" && app.session.can("orders:update") ? decisions(app, order, refresh) : null,
  );
}

function itemRow(app, order, item, refresh) {
  const details = [
    item.variant_name,
    ...item.modifiers.map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name)),
  ].filter(Boolean);
  const done = item.status === "cancelled" || order.status === "cancelled" || order.status === "completed";
  return h(
    "li",
    { class: "order-item", key: item.id, data: { status: item.status } },
    h("span", { class: "order-quantity" }, item.quantity),
    h(
      "span",
      { class: "row-main" },
      h("span", { class: "order-name" }, item.name),
      details.length ? h("span", { class: "small quiet" }, details.join(", ")) : null,
      item.notes ? h("span", { class: "small order-item-note" }, icon("note", { small: true }), item.notes) : null,
    ),
    h(
      "span",
      { class: "row-end order-end" },
      h("span", { class: "money" }, app.money(item.total)),
      order.status === "pending" || order.status === "cancelled"
        ? null
        : h("span", { class: "order-state", data: { tone: STATUS_TONES[item.status] } }, t(`item.${item.status}`)),
    ),
    !done && app.session.can("orders:update")
      ? h(
          "button",
          {
            class: "button button-quiet button-icon",
            type: "button",
            "aria-label": t("item.actions", { name: item.name }),
            "aria-haspopup": "dialog",
            onClick: () => itemActions(app, order, item, refresh),
          },
          icon("more"),
        )
      : null,
  );
}

function decisions(app, order, refresh) {
  const set = async (status, said) => {
    const answer = await attempt(() => app.api.patch(`/api/orders/${order.id}/status`, { status }));
    if (answer !== undefined) toast(t(said, { number: order.order_number }), { tone: "ok" });
    await refresh();
  };
  return h(
    "div",
    { class: "order-decide" },
    h(
      "button",
      {
        class: "button button-tone",
        data: { tone: "waiting" },
        type: "button",
        onClick: () => set("confirmed", "table.accepted"),
      },
      icon("check", { small: true }),
      t("table.accept"),
    ),
    h(
      "button",
      {
        class: "button",
        type: "button",
        onClick: async () => {
          const sure = await confirmDialog({
            title: t("table.refuse_order_title", { number: order.order_number }),
            text: t("table.refuse_order_text"),
            confirm: t("table.refuse_order"),
            cancel: t("cancel"),
            danger: true,
          });
          if (sure) await set("cancelled", "table.refused_order");
        },
      },
      icon("x", { small: true }),
      t("table.refuse_order"),
    ),
  );
}

async function itemActions(app, order, item, refresh) {
  const control = openDialog({
    title: `${item.quantity} × ${item.name}`,
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "stack", vars: { "--gap": "0" } },
        item.status === "ready"
          ? h(
              "button",
              { class: "menu-item", type: "button", onClick: () => close("serve") },
              icon("check"),
              t("item.serve"),
            )
          : null,
        h(
          "button",
          { class: "menu-item", data: { tone: "danger" }, type: "button", onClick: () => close("void") },
          icon("trash"),
          t("item.void"),
        ),
      ),
    }),
  });
  const chosen = await control.closed;
  if (chosen === "serve") {
    const path = `/api/orders/${order.id}/items/${item.id}/status`;
    const answer = await attempt(() => app.api.patch(path, { status: "served" }));
    if (answer !== undefined) toast(t("item.served_done", { name: item.name }), { tone: "ok" });
  } else if (chosen === "void") {
    const reason = await askReason(item);
    if (reason === undefined) return;
    const answer = await attempt(() => app.api.post(`/api/orders/${order.id}/items/${item.id}/void`, { reason }));
    if (answer !== undefined) toast(t("item.voided", { name: item.name }), { tone: "ok" });
  } else {
    return;
  }
  await refresh();
}

async function askReason(item) {
  let chosen = REASONS[0];
  const control = openDialog({
    title: t("item.void_title", { name: item.name }),
    note: t("item.void_note"),
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "fieldset",
        null,
        h("legend", { class: "label" }, t("item.void_reason")),
        REASONS.map((reason) =>
          h(
            "label",
            { class: "option", key: reason },
            h("input", {
              type: "radio",
              name: "reason",
              checked: reason === chosen,
              onChange: () => (chosen = reason),
            }),
            h("span", null, t(`reason.${reason}`)),
          ),
        ),
      ),
      foot: [
        h("button", { class: "button", type: "button", onClick: () => close() }, t("cancel")),
        h(
          "button",
          {
            class: "button button-tone",
            data: { tone: "danger" },
            type: "button",
            onClick: () => close(t(`reason.${chosen}`)),
          },
          t("item.void"),
        ),
      ],
    }),
  });
  return control.closed;
}

/**
 * Draws the lines of a bill.
 *
 * @param {any} app
 * @param {any} bill
 */
export function billLines(app, bill) {
  const line = (name, amount, kind = "line-quiet") =>
    h("div", { class: `line ${kind}` }, h("span", null, name), h("span", { class: "money" }, app.money(amount)));
  return h(
    "div",
    { class: "card lines" },
    line(t("table.subtotal"), bill.subtotal),
    bill.discount ? line(t("table.discount"), -bill.discount) : null,
    bill.charges.map(({ name, amount }) => line(name, amount)),
    bill.taxes.map(({ name, amount, inclusive }) => line(inclusive ? t("table.included", { name }) : name, amount)),
    bill.rounding ? line(t("table.rounding"), bill.rounding) : null,
    line(t("table.total"), bill.total, "line-total"),
    bill.paid ? line(t("table.paid"), -bill.paid, "") : null,
    bill.payments?.map((payment) =>
      line(
        [
          app.timeOfDay(payment.created_at),
          payment.method,
          payment.tip ? `${t("pay.tip")} ${app.money(payment.tip)}` : null,
        ]
          .filter(Boolean)
          .join(" · "),
        payment.amount,
      ),
    ),
    bill.paid ? line(t("table.outstanding"), bill.outstanding, "strong") : null,
  );
}
