import { icon } from "/static/design/icons.js";
import { openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { age } from "../shared/time.js";
import { attempt, emptyState } from "./problems.js";
import { placeOf } from "./tickets.js";
import { t } from "./t.js";

/**
 * Shows what the kitchen finished recently, to take one of them back.
 *
 * @param {any} app
 * @returns {Promise<any | undefined>} the order to recall
 */
export async function chooseRecent(app) {
  const orders = await attempt(() => app.api.get("/api/kitchen/orders?view=recent"));
  if (!orders) return undefined;
  const control = openDialog({
    title: t("kitchen.recent_title"),
    note: t("kitchen.recent_note"),
    kind: "sheet sheet-side",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: orders.length
        ? h(
            "ul",
            { class: "list" },
            orders.map((order) => row(order, close)),
          )
        : emptyState("history", t("kitchen.recent_none")),
    }),
  });
  return control.closed;
}

function row(order, close) {
  return h(
    "li",
    { class: "row", key: order.id },
    h(
      "span",
      { class: "row-main" },
      h("span", { class: "row-title" }, `${placeOf(order)} · #${order.order_number}`),
      h(
        "span",
        { class: "row-note recent-items" },
        order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(", "),
      ),
      h("span", { class: "row-note" }, age(order.created_at)),
    ),
    h(
      "button",
      { class: "button", type: "button", onClick: () => close(order) },
      icon("undo", { small: true }),
      t("kitchen.recall"),
    ),
  );
}
