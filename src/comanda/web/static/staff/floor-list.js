import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { age } from "../shared/time.js";
import { describe } from "./floor-map.js";
import { openRequests, ownName, stateOf } from "./table-state.js";
import { t } from "./t.js";

/**
 * Draws the floor as a list that says and does what the map does.
 *
 * @param {any} app
 * @param {any[]} tables
 * @param {string | null} chosen
 */
export function floorList(app, tables, chosen) {
  return h(
    "ul",
    { class: "list floor-list" },
    tables.map((table) => h("li", { key: table.id }, row(app, table, chosen))),
  );
}

function titleOf(table, session, state) {
  if (session) return session.customer_name || t("table.seat_name_default");
  return ownName(table) ?? t(`state.${state}`);
}

function row(app, table, chosen) {
  const { state, tone, pressing } = stateOf(table);
  const { session } = table;
  const active = session?.status === "active";
  return h(
    "a",
    {
      class: "row floor-row",
      href: `/staff/tables/${table.id}`,
      data: { tone, state, table: table.id },
      "aria-current": chosen === table.id ? "true" : null,
      "aria-label": describe(app, table, state),
    },
    h("span", { class: ["floor-row-number", pressing && state !== "bill" && "pulse"] }, table.number),
    h(
      "span",
      { class: "row-main" },
      h(
        "span",
        { class: "floor-row-title" },
        h("span", { class: "row-title truncate" }, titleOf(table, session, state)),
        openRequests(table).map(({ kind }) => icon(kind === "request_bill" ? "receipt" : "bell", { small: true })),
      ),
      h(
        "span",
        { class: "row-note floor-row-facts" },
        session ? h("span", { class: "badge", data: { tone } }, t(`state.${state}`)) : null,
        table.ready_items
          ? h("span", { class: "badge", data: { tone: "ok" } }, t("floor.ready", { count: table.ready_items }))
          : null,
        h(
          "span",
          null,
          active ? `${session.guest_count}/${table.capacity}` : t("floor.seats", { count: table.capacity }),
        ),
        session ? h("span", null, icon("clock", { small: true }), age(session.started_at)) : null,
        active && table.last_order_at
          ? h("span", null, icon("cutlery", { small: true }), age(table.last_order_at))
          : null,
      ),
    ),
    active && table.order_count ? h("span", { class: "row-end money strong" }, app.money(table.outstanding)) : null,
    icon("chevron-right", { small: true }),
  );
}
