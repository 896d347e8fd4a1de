import { icon } from "/static/design/icons.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { allDayPanel } from "./all-day.js";
import { remember, remembered } from "./device.js";
import { focusTowards, isTyping } from "./keys.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { chooseRecent } from "./recent.js";
import { Bell } from "./sound.js";
import { countMore, ticketColumns, watchMore } from "./ticket-columns.js";
import { isCooked, itemText, lateness, oldestFirst, placeOf, ticketHead } from "./tickets.js";
import { t } from "./t.js";

const EVENTS = /^(order|menu|session:(moved|merged)|table:status)/;
const NEW_MS = 8000;
/** Ages change colours between fetches too. */
const RECOLOUR_MS = 10000;

/**
 * The kitchen's screen: what is to cook, oldest first.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function kitchenPage(app, main) {
  const state = {
    station: remembered("station", "all"),
    allDay: remembered("all-day", "off") === "on",
    seen: null,
    fresh: new Map(),
    voids: new Set(),
    pending: new Map(),
  };
  const bell = new Bell(() => draw());
  const announcer = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const screen = h("div", { class: "kitchen" });
  main.append(announcer, screen);

  const live = app.live((signal) => app.api.get("/api/kitchen/orders?view=kitchen", { signal }), EVENTS, onChange);
  const recolour = setInterval(draw, RECOLOUR_MS);
  const stopCounting = watchMore(screen);

  function onChange() {
    if (live.data && !live.error) notice(live.data);
    draw();
  }

  /** Rings and flashes for tickets and voids that were not there before; not for those that were there at the start. */
  function notice(orders) {
    const voids = orders.flatMap((order) => voidedOf(order).map(({ id }) => id));
    if (state.seen) {
      const added = orders.filter((order) => !state.seen.has(order.id) && left(order).length);
      for (const { id } of added) {
        state.fresh.set(id, Date.now());
        setTimeout(draw, NEW_MS + 50);
      }
      if (added.length) {
        bell.ring();
        announcer.textContent = added.map((order) => t("kitchen.new_ticket", { table: placeOf(order) })).join(". ");
      } else if (voids.some((id) => !state.voids.has(id))) {
        bell.ring({ low: true });
      }
    }
    state.seen = new Set([...(state.seen ?? []), ...orders.map(({ id }) => id)]);
    state.voids = new Set(voids);
  }

  /** The items of a ticket that this screen cooks; what has no station is everybody's. */
  function ours(order) {
    return state.station === "all"
      ? order.items
      : order.items.filter(({ station }) => !station || station === state.station);
  }

  /** What was taken back of what this screen cooks, until somebody has seen it. */
  function voidedOf(order) {
    return (order.voided ?? []).filter(
      ({ station }) => state.station === "all" || !station || station === state.station,
    );
  }

  /** What this screen has still to cook of a ticket. */
  function left(order) {
    return ours(order).filter((item) => !isCooked({ status: statusOf(item) }));
  }

  function statusOf(item) {
    return state.pending.get(item.id) ?? item.status;
  }

  /** Shows a status at once and lets the server confirm it. */
  async function setItems(items, status, action) {
    for (const { id } of items) state.pending.set(id, status);
    draw();
    const answer = await attempt(async () => (await action()) ?? true);
    await live.fetch();
    for (const { id } of items) state.pending.delete(id);
    draw();
    return answer !== undefined;
  }

  async function bumpItem(order, item) {
    const next = isCooked({ status: statusOf(item) }) ? "preparing" : "ready";
    const last = next === "ready" && left(order).length === 1;
    const done = await setItems([item], next, () =>
      app.api.patch(`/api/kitchen/items/${item.id}/status`, { status: next }),
    );
    if (done && last) offerRecall(order);
  }

  async function bump(order) {
    const items = left(order);
    const place = [...screen.querySelectorAll(".ticket")].findIndex((each) => each.contains(document.activeElement));
    const whole = items.length === order.items.filter((item) => !isCooked({ status: statusOf(item) })).length;
    const done = await setItems(items, "ready", () =>
      whole ? app.api.post(`/api/kitchen/orders/${order.id}/bump`) : stepItems(items, "ready"),
    );
    if (!done) return;
    // Whoever bumps by keyboard goes on with the ticket that took the place.
    const tickets = [...screen.querySelectorAll(".ticket")];
    if (place >= 0 && document.activeElement === document.body) tickets[Math.min(place, tickets.length - 1)]?.focus();
    offerRecall(order);
  }

  function offerRecall(order) {
    toast(t("kitchen.bumped", { number: order.order_number }), {
      tone: "ok",
      action: { text: t("kitchen.recall"), run: () => recall(order) },
    });
  }

  async function recall(order) {
    const answer = await attempt(async () => (await app.api.post(`/api/kitchen/orders/${order.id}/recall`)) ?? true);
    if (answer) toast(t("kitchen.recalled", { number: order.order_number }));
    await live.fetch();
  }

  /** One after the other: they are lines of one order, which the server changes one at a time. */
  async function stepItems(items, status) {
    for (const { id } of items) await app.api.patch(`/api/kitchen/items/${id}/status`, { status });
  }

  function start(order) {
    const items = left(order).filter((item) => statusOf(item) === "pending");
    return setItems(items, "preparing", () => stepItems(items, "preparing"));
  }

  function draw() {
    const orders = live.data ? oldestFirst(live.data) : null;
    if (!orders) {
      redraw(screen, bar([]), live.error ? errorState(live.error, () => live.fetch()) : skeleton());
      return;
    }
    const shown = orders.filter((order) => left(order).length || voidedOf(order).length);
    redraw(
      screen,
      bar(orders),
      h(
        "div",
        { class: "kitchen-body" },
        shown.length
          ? ticketColumns(shown.map(ticket))
          : emptyState("flame", t(orders.length ? "kitchen.empty_station" : "kitchen.empty"), t("kitchen.empty_note")),
        state.allDay ? allDayPanel(shown.flatMap(left)) : null,
      ),
    );
    countMore(screen);
  }

  function bar(orders) {
    const settings = app.branch.settings ?? {};
    const stations = [
      ...new Set([
        ...(settings.stations ?? []).map(nameOfStation),
        ...orders.flatMap(({ items }) => items.map(({ station }) => station)),
      ]),
    ].filter(Boolean);
    const late = orders.filter((order) => left(order).length && lateness(order, settings) === "very-late").length;
    const waiting = (station) =>
      orders
        .flatMap(({ items }) => items)
        .filter((item) => !isCooked(item) && (station === "all" || item.station === station)).length;
    return h(
      "div",
      { class: "kitchen-bar" },
      h("h1", { class: "visually-hidden" }, t("kitchen.title")),
      h(
        "div",
        { class: "scroll-x kitchen-stations", role: "group", "aria-label": t("kitchen.station") },
        stations.length
          ? ["all", ...stations].map((station) =>
              h(
                "button",
                {
                  class: "chip kitchen-chip",
                  type: "button",
                  key: station,
                  "aria-pressed": String(state.station === station),
                  onClick: () => {
                    state.station = station;
                    remember("station", station);
                    draw();
                  },
                },
                station === "all" ? t("kitchen.all_stations") : title(station),
                h("span", { class: "number kitchen-chip-count" }, waiting(station)),
              ),
            )
          : null,
      ),
      h(
        "div",
        { class: "cluster kitchen-tools" },
        late
          ? h("span", { class: "badge badge-solid", data: { tone: "danger" } }, t("kitchen.late", { count: late }))
          : null,
        h(
          "button",
          {
            class: ["button", bell.blocked && "button-tone"],
            data: bell.blocked ? { tone: "waiting" } : {},
            type: "button",
            "aria-pressed": String(bell.on),
            onClick: () => (bell.blocked ? bell.unlock() : bell.toggle()),
            "aria-label": t(
              bell.blocked ? "kitchen.sound_blocked" : bell.on ? "kitchen.sound_on" : "kitchen.sound_off",
            ),
            title: t(bell.blocked ? "kitchen.sound_blocked" : bell.on ? "kitchen.sound_on" : "kitchen.sound_off"),
          },
          icon(bell.on ? "volume-on" : "volume-off"),
        ),
        h(
          "button",
          {
            class: "button",
            type: "button",
            "aria-pressed": String(state.allDay),
            "aria-keyshortcuts": "a",
            onClick: toggleAllDay,
          },
          icon("list"),
          h("span", { class: "tool-words" }, t("kitchen.all_day")),
        ),
        h(
          "button",
          { class: "button", type: "button", "aria-keyshortcuts": "r", "aria-haspopup": "dialog", onClick: showRecent },
          icon("undo"),
          h("span", { class: "tool-words" }, t("kitchen.recent")),
        ),
      ),
    );
  }

  function toggleAllDay() {
    state.allDay = !state.allDay;
    remember("all-day", state.allDay ? "on" : "off");
    draw();
  }

  function ticket(order) {
    const items = ours(order);
    const elsewhere = order.items.length - items.length;
    const isNew = Date.now() - (state.fresh.get(order.id) ?? 0) < NEW_MS;
    const canStart = items.length > 0 && items.every((item) => statusOf(item) === "pending");
    return h(
      "article",
      {
        class: ["ticket", isNew && "ticket-new"],
        key: order.id,
        tabindex: "0",
        "aria-label": `${placeOf(order)}, #${order.order_number}`,
        data: { order: order.id, late: lateness(order, app.branch.settings ?? {}) },
        onKeydown: (event) => {
          if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
          event.preventDefault();
          bump(order);
        },
      },
      ticketHead(
        order,
        isNew ? h("span", { class: "badge badge-solid", data: { tone: "accent" } }, t("kitchen.new")) : null,
        order.status === "pending"
          ? h("span", { class: "badge", data: { tone: "waiting" } }, t("kitchen.unaccepted"))
          : null,
        order.type && order.type !== "dine_in"
          ? h("span", { class: "badge", data: { tone: "occupied" } }, t(`type.${order.type}`))
          : null,
      ),
      order.notes ? h("p", { class: "ticket-order-note" }, icon("note", { small: true }), order.notes) : null,
      h(
        "ul",
        { class: "ticket-items" },
        items.map((item) => h("li", { key: item.id }, itemButton(order, item))),
      ),
      voidedOf(order).length
        ? h(
            "ul",
            { class: "ticket-items ticket-voids" },
            voidedOf(order).map((line) => voided(line)),
          )
        : null,
      elsewhere ? h("p", { class: "ticket-elsewhere" }, t("kitchen.other_stations", { count: elsewhere })) : null,
      items.length
        ? h(
            "div",
            { class: "ticket-foot" },
            canStart
              ? h(
                  "button",
                  { class: "button ticket-start", type: "button", onClick: () => start(order) },
                  t("kitchen.start"),
                )
              : null,
            h(
              "button",
              {
                class: "button ticket-bump",
                type: "button",
                disabled: !left(order).length,
                onClick: () => bump(order),
              },
              icon("check"),
              t("kitchen.bump"),
            ),
          )
        : null,
    );
  }

  function itemButton(order, item) {
    const status = statusOf(item);
    return h(
      "button",
      {
        class: "ticket-item",
        type: "button",
        data: { status },
        "aria-pressed": String(isCooked({ status })),
        onClick: () => bumpItem(order, item),
      },
      itemText(
        item,
        item.station ? null : h("span", { class: "badge", data: { tone: "danger" } }, t("kitchen.no_station")),
      ),
      isCooked({ status }) ? icon("check", { label: t("item.ready") }) : null,
      status === "preparing"
        ? h("span", { class: "ticket-cooking" }, icon("flame", { small: true, label: t("item.preparing") }))
        : null,
    );
  }

  function voided(line) {
    return h(
      "li",
      { class: "ticket-void", key: line.id },
      h("s", { class: "grow" }, [`${line.quantity} × ${line.name}`, line.variant_name].filter(Boolean).join(" ")),
      h(
        "button",
        {
          class: "button button-tone",
          data: { tone: "danger" },
          type: "button",
          "aria-label": `${t("kitchen.void_seen")}: ${line.name}`,
          onClick: async () => {
            await attempt(async () => app.api.post(`/api/kitchen/voids/${line.id}/seen`));
            await live.fetch();
          },
        },
        t("kitchen.void_seen"),
      ),
    );
  }

  async function showRecent() {
    const order = await chooseRecent(app);
    if (order) await recall(order);
  }

  function onKey(event) {
    if (isTyping(event)) return;
    const tickets = [...screen.querySelectorAll(".ticket")];
    const own = document.activeElement.closest?.(".ticket");
    if (event.key === "r") showRecent();
    else if (event.key === "a") toggleAllDay();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && own) {
      // Up and down go through the ticket, left and right from ticket to ticket.
      const stops = [own, ...own.querySelectorAll("button:not(:disabled)")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) next.focus();
      else focusTowards([...tickets, document.activeElement], event.key);
    } else if (event.key.startsWith("Arrow")) {
      if (own && document.activeElement !== own) own.focus();
      if (!focusTowards(tickets, event.key)) return;
    } else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", onKey);
  draw();

  return {
    leave() {
      document.removeEventListener("keydown", onKey);
      clearInterval(recolour);
      stopCounting();
      bell.close();
    },
  };
}

function nameOfStation(station) {
  return typeof station === "string" ? station : (station.id ?? station.name);
}

function title(station) {
  return station.charAt(0).toUpperCase() + station.slice(1);
}

function skeleton() {
  return h(
    "div",
    { class: "kitchen-body" },
    h(
      "div",
      { class: "tickets", role: "status", "aria-label": t("loading") },
      Array.from({ length: 6 }, () => h("span", { class: "skeleton ticket-skeleton" })),
    ),
  );
}
