/** What was ordered, and what is happening to it. */

import { icon } from "/static/design/icons.js";
import { confirmDialog } from "/static/shared/dialog.js";
import { h } from "/static/shared/dom.js";
import { toast } from "/static/shared/toast.js";
import { clock } from "./clock.js";
import { nameOf, price, soldName, t } from "./i18n.js";
import { server } from "./server.js";
import { sorry } from "./sorry.js";
import { changed, state } from "./state.js";
import { outboxCard } from "./view-cart.js";
import { hint, troubleWith } from "./visit.js";

const STEPS = ["pending", "confirmed", "preparing", "ready", "served"];
const TONES = {
  pending: "waiting",
  confirmed: "occupied",
  preparing: "occupied",
  ready: "ok",
  served: "neutral",
  completed: "neutral",
  cancelled: "danger",
};

let whose = "mine";

/** @returns {(HTMLElement | null)[]} */
export function ordersView() {
  const all = [...(state.orders ?? [])].sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  const mine = all.filter((order) => order.guest_id === state.me?.guest.id);
  const others = all.length > mine.length;
  const shown = whose === "mine" && others ? mine : all;
  return [
    h("h1", { class: "view-title", tabindex: "-1" }, t("orders")),
    state.outbox ? outboxCard() : null,
    others ? switcher() : null,
    ...shown.map(orderCard),
    shown.length || state.outbox ? null : nothing(),
  ];
}

function switcher() {
  const side = (name, label) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(whose === name),
        onClick: () => {
          whose = name;
          changed();
        },
      },
      label,
    );
  return h(
    "div",
    { class: "segmented", key: "whose", role: "group", "aria-label": t("orders") },
    side("mine", t("mine")),
    side("all", t("everyones")),
  );
}

function nothing() {
  if (state.seat.phase === "active" && !state.orders) return missing("orders");
  return h(
    "div",
    { class: "empty", key: "empty" },
    icon("cutlery"),
    h("p", { class: "title" }, t("orders_empty")),
    h("p", null, t("orders_empty_text")),
    h("a", { class: "button", href: "#/menu" }, t("to_menu")),
  );
}

/** In place of what has not arrived: its shape, or why it does not come. */
export function missing(name) {
  const trouble = troubleWith(name);
  if (!trouble)
    return h(
      "div",
      { class: "stack", key: "loading", "aria-busy": "true", role: "status", "aria-label": t("loading") },
      h("div", { class: "skeleton skeleton-card" }),
      h("div", { class: "skeleton skeleton-card" }),
    );
  return h(
    "div",
    { class: "empty", key: "trouble", role: "alert" },
    icon("wifi-off"),
    h("p", { class: "title" }, sorry(trouble)),
    h("button", { class: "button", type: "button", onClick: () => hint([name]) }, t("try_again")),
  );
}

function orderCard(order) {
  const tone = TONES[order.status] ?? "neutral";
  const done = STEPS.indexOf(order.status);
  const by = order.guest_id && order.guest_id !== state.me?.guest.id ? order.guest_name : null;
  return h(
    "article",
    { class: "card order", key: order.id, data: { tone, status: order.status } },
    h(
      "header",
      { class: "order-head" },
      h(
        "div",
        { class: "grow" },
        h("h2", null, t("round", { number: order.order_number })),
        h(
          "p",
          { class: "small quiet" },
          [clock(order.created_at), by ? t("by_guest", { name: by }) : order.guest_id ? null : t("no_guest")]
            .filter(Boolean)
            .join(" · "),
        ),
      ),
      h("p", { class: "money strong" }, price(order.total)),
    ),
    h(
      "p",
      { class: "order-state" },
      h("span", { class: ["dot", order.status === "pending" && "pulse"] }),
      t(`state_${order.status}`),
    ),
    done >= 0
      ? h(
          "div",
          { class: "steps", "aria-hidden": "true" },
          STEPS.map((_, place) => h("span", { class: place <= done ? "step step-done" : "step" })),
        )
      : null,
    h(
      "ul",
      { class: "order-items" },
      order.items.map((item) => itemRow(item, order)),
    ),
    order.notes ? h("p", { class: "small cart-note" }, `“${order.notes}”`) : null,
    order.status === "pending" && !by && order.guest_id
      ? h("button", { class: "button button-danger", type: "button", onClick: () => cancel(order) }, t("cancel_order"))
      : null,
  );
}

function itemRow(item, order) {
  const known = state.menu.byId.get(item.menu_item_id);
  const name = soldName(item);
  const variant = known?.variants.length > 1 ? known.variants.find((one) => one.id === item.variant_id) : null;
  const options = new Map(known?.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.name, one]));
  const parts = [
    variant ? nameOf(variant) : null,
    ...item.modifiers.map((one) => {
      const option = nameOf(options.get(one.name) ?? one);
      return one.quantity > 1 ? `${one.quantity} × ${option}` : option;
    }),
  ].filter(Boolean);
  const own = order.status === "cancelled" || order.status === "pending" ? null : item.status;
  return h(
    "li",
    { class: "order-item", key: item.id },
    h("span", { class: "order-count number" }, `${item.quantity} ×`),
    h(
      "div",
      { class: "grow" },
      h("p", null, name),
      parts.length ? h("p", { class: "small quiet" }, parts.join(", ")) : null,
      item.notes ? h("p", { class: "small cart-note" }, `“${item.notes}”`) : null,
    ),
    own
      ? h(
          "span",
          { class: "badge", data: { tone: TONES[own === "pending" ? "neutral" : own] ?? "neutral" } },
          t(`item_${own}`),
        )
      : null,
  );
}

async function cancel(order) {
  const sure = await confirmDialog({
    title: t("round", { number: order.order_number }),
    text: t("cancel_sure"),
    confirm: t("cancel_order"),
    cancel: t("keep"),
    danger: true,
  });
  if (!sure) return;
  try {
    await server.post(`/api/customer/orders/${order.id}/cancel`);
  } catch (error) {
    toast(sorry(error), { tone: "danger" });
  }
  hint(["orders", "bill"]);
}
