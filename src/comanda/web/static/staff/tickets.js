import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { age, secondsSince } from "../shared/time.js";
import { t } from "./t.js";

/**
 * How late a ticket is, by the two thresholds of the branch.
 *
 * @param {any} order
 * @param {any} settings
 * @returns {"fresh" | "late" | "very-late"}
 */
export function lateness(order, settings) {
  const minutes = secondsSince(startOf(order)) / 60;
  if (minutes >= (settings.kitchen_red_minutes ?? 8)) return "very-late";
  return minutes >= (settings.kitchen_amber_minutes ?? 5) ? "late" : "fresh";
}

/** When the kitchen's clock for a ticket started. */
export function startOf(order) {
  return order.accepted_at ?? order.created_at;
}

/** Where a ticket goes: "Table 4", or how it leaves the house. */
export function placeOf(order) {
  const table = order.table_number ?? order.table_name;
  if (table !== null && table !== undefined && table !== "") return t("table.title", { table });
  return order.type && order.type !== "dine_in" ? t(`type.${order.type}`) : t("kitchen.no_table");
}

/** Oldest first, as the kitchen cooks. */
export function oldestFirst(orders) {
  return [...orders].sort((one, other) => startOf(one).localeCompare(startOf(other)) || one.id.localeCompare(other.id));
}

/**
 * The head of a ticket.
 *
 * @param {any} order
 * @param {...any} badges
 */
export function ticketHead(order, ...badges) {
  return h(
    "header",
    { class: "ticket-head" },
    h("span", { class: "ticket-place" }, placeOf(order)),
    h("span", { class: "ticket-timer" }, age(startOf(order), "clock")),
    h("span", { class: "ticket-sub" }, [`#${order.order_number}`, order.customer_name].filter(Boolean).join(" · ")),
    badges.some(Boolean) ? h("span", { class: "ticket-badges" }, badges) : null,
  );
}

/**
 * What there is to read on an item: quantity, name, variant, modifiers, note, allergy.
 *
 * @param {any} item
 * @param {Node | null} [badge] stands below the name
 */
export function itemText(item, badge = null) {
  return [
    h("span", { class: "ticket-quantity" }, item.quantity),
    h(
      "span",
      { class: "ticket-words" },
      h(
        "span",
        { class: "ticket-name" },
        item.name,
        item.variant_name ? h("span", { class: "ticket-variant" }, ` ${item.variant_name}`) : null,
      ),
      badge ? h("span", null, badge) : null,
      (item.modifiers ?? []).map(({ name, quantity }) =>
        h("span", { class: "ticket-modifier" }, quantity > 1 ? `${quantity} × ${name}` : name),
      ),
      item.allergy_note
        ? h(
            "span",
            { class: "ticket-allergy" },
            icon("alert-triangle", { small: true }),
            h(
              "span",
              null,
              h("span", { class: "strong" }, `${t("kitchen.allergy")}: `),
              item.notes || t("kitchen.contains", { allergens: (item.allergens ?? []).join(", ") }),
            ),
          )
        : item.notes
          ? h("span", { class: "ticket-note" }, icon("note", { small: true }), item.notes)
          : null,
      item.allergy_note && item.notes && item.allergens?.length
        ? h("span", { class: "ticket-contains" }, t("kitchen.contains", { allergens: item.allergens.join(", ") }))
        : null,
    ),
  ];
}

/** Whether there is nothing left to cook of an item. */
export function isCooked(item) {
  return item.status === "ready" || item.status === "served" || item.status === "cancelled";
}
