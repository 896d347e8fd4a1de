import { icon } from "/static/design/icons.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { focusTowards, isTyping } from "./keys.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { countMore, ticketColumns, watchMore } from "./ticket-columns.js";
import { isCooked, itemText, lateness, oldestFirst, placeOf, ticketHead } from "./tickets.js";
import { t } from "./t.js";

const EVENTS = /^(order|session:(moved|merged)|table:status)/;
const RECOLOUR_MS = 10000;

/**
 * The pass: tickets of which something is ready, for whoever carries it out.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function expeditePage(app, main) {
  const pending = new Map();
  const screen = h("div", { class: "kitchen" });
  main.append(screen);
  const live = app.live((signal) => app.api.get("/api/kitchen/orders?view=expedite", { signal }), EVENTS, draw);
  const recolour = setInterval(draw, RECOLOUR_MS);
  const stopCounting = watchMore(screen);

  function statusOf(item) {
    return pending.get(item.id) ?? item.status;
  }

  async function serve(order, items) {
    const place = [...screen.querySelectorAll(".ticket")].findIndex((each) => each.contains(document.activeElement));
    for (const { id } of items) pending.set(id, "served");
    draw();
    const ready = order.items.filter(({ status }) => status === "ready");
    const rest = order.items.filter((item) => !items.includes(item) && statusOf(item) !== "served");
    const answer = await attempt(async () => {
      if (items.length === ready.length) return (await app.api.post(`/api/kitchen/orders/${order.id}/serve`)) ?? true;
      for (const { id } of items) await app.api.patch(`/api/kitchen/items/${id}/status`, { status: "served" });
      return true;
    });
    await live.fetch();
    for (const { id } of items) pending.delete(id);
    draw();
    const tickets = [...screen.querySelectorAll(".ticket")];
    if (place >= 0 && document.activeElement === document.body) tickets[Math.min(place, tickets.length - 1)]?.focus();
    if (answer && rest.length === 0) toast(t("expedite.served", { number: order.order_number }), { tone: "ok" });
  }

  function draw() {
    if (!live.data) {
      redraw(screen, live.error ? errorState(live.error, () => live.fetch()) : null);
      return;
    }
    const shown = oldestFirst(live.data).filter(({ items }) => items.some((item) => statusOf(item) === "ready"));
    redraw(
      screen,
      h("h1", { class: "visually-hidden" }, t("expedite.title")),
      h(
        "div",
        { class: "kitchen-body" },
        shown.length
          ? ticketColumns(shown.map(ticket))
          : emptyState("bell", t("expedite.empty"), t("expedite.empty_note")),
      ),
    );
    countMore(screen);
  }

  function ticket(order) {
    const items = order.items.filter((item) => statusOf(item) !== "served" && item.status !== "cancelled");
    const ready = items.filter((item) => statusOf(item) === "ready");
    const complete = ready.length === items.length;
    return h(
      "article",
      {
        class: "ticket",
        key: order.id,
        tabindex: "0",
        "aria-label": `${placeOf(order)}, #${order.order_number}`,
        data: { order: order.id, late: complete ? "complete" : lateness(order, app.branch.settings ?? {}) },
        onKeydown: (event) => {
          if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
          event.preventDefault();
          serve(order, ready);
        },
      },
      ticketHead(
        order,
        h(
          "span",
          { class: "badge", data: { tone: complete ? "ok" : "neutral" } },
          complete ? t("expedite.all_ready") : t("expedite.of", { ready: ready.length, count: items.length }),
        ),
      ),
      order.notes ? h("p", { class: "ticket-order-note" }, icon("note", { small: true }), order.notes) : null,
      h(
        "ul",
        { class: "ticket-items" },
        items.map((item) => h("li", { key: item.id }, itemPart(order, item))),
      ),
      h(
        "div",
        { class: "ticket-foot" },
        h(
          "button",
          { class: "button ticket-bump", type: "button", onClick: () => serve(order, ready) },
          icon("check"),
          complete ? t("expedite.serve") : t("expedite.serve_ready", { count: ready.length }),
        ),
      ),
    );
  }

  function itemPart(order, item) {
    const ready = isCooked({ status: statusOf(item) });
    return h(
      "button",
      {
        class: "ticket-item ticket-item-pass",
        type: "button",
        data: { status: statusOf(item) },
        disabled: !ready,
        onClick: () => serve(order, [item]),
      },
      itemText(item),
      ready
        ? h("span", { class: "badge", data: { tone: "ok" } }, t("item.ready"))
        : h("span", { class: "small quiet" }, t(`item.${statusOf(item)}`)),
    );
  }

  function onKey(event) {
    if (isTyping(event) || !event.key.startsWith("Arrow")) return;
    const own = document.activeElement.closest?.(".ticket");
    const stops = own && /Up|Down/.test(event.key) ? [own, ...own.querySelectorAll("button:not(:disabled)")] : null;
    const next = stops?.[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      next.focus();
    } else {
      if (own && document.activeElement !== own) own.focus();
      focusTowards(screen.querySelectorAll(".ticket"), event.key);
    }
    event.preventDefault();
  }
  document.addEventListener("keydown", onKey);
  draw();

  return {
    leave() {
      document.removeEventListener("keydown", onKey);
      clearInterval(recolour);
      stopCounting();
    },
  };
}
