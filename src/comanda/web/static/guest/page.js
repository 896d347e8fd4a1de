/**
 * Everything of the page but the menu's list: where this phone stands, carts, orders, bill. One document, whose views
 * are told apart by the part of the address behind the #.
 */

import { icon } from "/static/design/icons.js";
import { h, redraw } from "/static/shared/dom.js";
import { openDialog } from "/static/shared/dialog.js";
import { toast } from "/static/shared/toast.js";
import { countAll, resumeCart, seatCart } from "./cart.js";
import { currentLanguage, languageName, soldName, speak, t } from "./i18n.js";
import { refreshMenu } from "./menu-source.js";
import { resumeOutbox, sendOutbox, whenSent } from "./outbox.js";
import { resumeSeat, whenSeated } from "./seat.js";
import { ADDRESS, changed, onChange, state, tableName } from "./state.js";
import { drawMenu } from "./view-menu.js";
import { seatCard } from "./view-seat.js";
import { follow, hint, whenOrders } from "./visit.js";

const LANGUAGES = state.menu.branch.languages;
const TABS = [
  ["menu", "cutlery"],
  ["cart", "cart"],
  ["orders", "flame"],
  ["bill", "receipt"],
];
const MENU_EVERY_MS = 5 * 60 * 1000;

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
/** Views that come when they are first wanted. */
const views = { cart: null, orders: null, bill: null };
const load = {
  cart: async () => (await import("./view-cart.js")).cartView,
  orders: async () => (await import("./view-orders.js")).ordersView,
  bill: async () => (await import("./view-bill.js")).billView,
};
let sheet = null;
let menuScroll = 0;
let steps = 0;

function draw() {
  const { view } = state.route;
  redraw($("top"), ...topBar());
  redraw($("notices"), notice());
  const card = seatCard();
  $("seat").hidden = !card.length;
  $("seat").classList.remove("seat-raw");
  $("seat").classList.toggle(
    "seat-plain",
    state.seat.phase === "active" && !card.some((part) => part.matches(".seat-join")),
  );
  redraw($("seat"), ...card);
  $("menu-view").hidden = view !== "menu";
  $("view").hidden = view === "menu";
  drawMenu();
  if (view !== "menu")
    redraw($("view"), ...(views[view] ? views[view]() : [h("p", { class: "quiet", role: "status" }, t("loading"))]));
  redraw($("tabs"), ...tabs());
  const place = t("table", { name: tableName() });
  document.title = `${view === "menu" ? "" : `${t(view)} · `}${place} · ${state.menu.branch.restaurant ?? state.menu.branch.name}`;
}

function topBar() {
  const { branch } = state.menu;
  return [
    h(
      "div",
      { class: "grow" },
      h(state.route.view === "menu" ? "h1" : "p", { class: "top-place display" }, branch.restaurant ?? branch.name),
      h(
        "p",
        { class: "top-table" },
        [t("table", { name: tableName() }), branch.restaurant && branch.name].filter(Boolean).join(" · "),
      ),
    ),
    LANGUAGES.length > 1
      ? h(
          "button",
          {
            class: "button button-quiet",
            id: "language",
            type: "button",
            "aria-haspopup": "dialog",
            "aria-label": `${t("languages")}: ${languageName(currentLanguage())}`,
            onClick: chooseLanguage,
          },
          icon("globe"),
          h("span", { class: "top-code", "aria-hidden": "true" }, currentLanguage().toUpperCase()),
        )
      : null,
  ];
}

/** At most one at a time, the weightiest first. */
function notice() {
  if (!state.online) return said("wifi-off", "danger", t("offline"));
  if (state.link === "stale") return said("refresh", "waiting", t("stale"));
  if (state.menuIsOld) return said("wifi-off", "waiting", t("menu_offline"));
  if (!state.menu.branch.takes_orders) return said("clock", "neutral", t("menu_closed"));
  return null;
}

function said(name, tone, text) {
  return h("p", { class: "banner notice-bar", data: { tone } }, icon(name, { small: true }), h("span", null, text));
}

function tabs() {
  const counts = { cart: countAll(), orders: (state.orders ?? []).filter((one) => one.status === "ready").length };
  const requests = (state.me?.open_requests ?? []).some((one) => ["pending", "acknowledged"].includes(one.status));
  return [
    ...TABS.map(([name, picture]) =>
      h(
        "a",
        { class: "tab-link", key: name, href: `#/${name}`, "aria-current": state.route.view === name ? "page" : null },
        icon(picture),
        h("span", null, t(name)),
        counts[name] ? h("span", { class: "tab-count" }, counts[name]) : null,
      ),
    ),
    h(
      "button",
      {
        class: "tab-link",
        key: "service",
        id: "service",
        type: "button",
        "aria-haspopup": "dialog",
        onClick: async () => (await import("./view-service.js")).openService(),
      },
      icon("bell"),
      h("span", null, t("service")),
      requests ? h("span", { class: "tab-count tab-dot" }) : null,
    ),
  ];
}

function chooseLanguage() {
  openDialog({
    title: t("languages"),
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "list" },
        LANGUAGES.map((code) =>
          h(
            "button",
            {
              class: "row",
              type: "button",
              lang: code,
              "aria-pressed": String(code === currentLanguage()),
              onClick: async () => {
                try {
                  await speak(code);
                  close();
                } catch {
                  toast(t("offline"), { tone: "danger" });
                }
              },
            },
            h("span", { class: "row-main row-title" }, languageName(code)),
            code === currentLanguage() ? icon("check") : null,
          ),
        ),
      ),
    }),
  });
}

/** Read the address: `#/cart`, or `#/item/{id}` with, when a line is to be changed, `/{side}/{line}`. */
async function route() {
  const [, name, ...rest] = location.hash.split("/");
  if (location.hash && !location.hash.startsWith("#/")) return;
  if (name === "item") {
    await showItem(...rest.map(decodeURIComponent));
    return;
  }
  sheet?.close();
  const view = name in views ? name : "menu";
  const before = state.route.view;
  if (view === before) return;
  if (before === "menu") menuScroll = scrollY;
  state.route = { view };
  root.dataset.view = view;
  changed();
  if (load[view] && !views[view]) {
    views[view] = await load[view]();
    changed();
  }
  requestAnimationFrame(() => {
    scrollTo(0, view === "menu" ? menuScroll : 0);
    if (steps) document.querySelector(view === "menu" ? "#top" : "#view h1")?.focus({ preventScroll: true });
  });
}

async function showItem(id, side, lineId) {
  const { openItem } = await import("./view-item.js");
  sheet?.close();
  const opened = openItem(id, side ? { side, id: lineId } : undefined);
  const here = location.hash;
  const walked = steps > 0;
  sheet = opened;
  await opened?.closed;
  if (sheet === opened) sheet = null;
  // Closed by hand rather than by the back button: the address follows.
  if (location.hash !== here) return;
  if (walked) history.back();
  else location.replace(`#/${state.route.view}`);
}

/** Say what has happened to an order of this phone, without being asked. */
function announce(before, after) {
  if (!before) return;
  const known = new Map(before.map((order) => [order.id, order]));
  for (const order of after) {
    const old = known.get(order.id);
    if (!old || order.guest_id !== state.me?.guest.id) continue;
    if (old.status !== order.status && ["confirmed", "ready", "cancelled"].includes(order.status)) {
      tellState(t("round", { number: order.order_number }), `state_${order.status}`);
      continue;
    }
    const items = new Map(old.items.map((item) => [item.id, item.status]));
    for (const item of order.items) {
      if (item.status === "ready" && items.get(item.id) !== "ready") tellState(soldName(item), "item_ready");
    }
  }
}

function tellState(name, key) {
  toast(t("now_state", { name, state: t(key) }), { tone: key.endsWith("cancelled") ? "danger" : "ok" });
}

function connection() {
  state.online = navigator.onLine;
  changed();
  if (!state.online) return;
  refreshMenu();
  hint(["me", "orders", "tableCart", "bill"]);
  sendOutbox();
}

async function keepOffline() {
  if (!("serviceWorker" in navigator)) return;
  const scope = `${ADDRESS.slice(0, ADDRESS.lastIndexOf("/"))}/`;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope });
    await navigator.serviceWorker.ready;
    // The page that registers the worker came before it: let it have this page too.
    const cache = await caches.open("comanda-menus");
    if (!(await cache.match(ADDRESS))) await cache.add(new Request(ADDRESS, { cache: "no-cache" }));
  } catch {
    // No worker, no offline menu; everything else works.
  }
}

/** Bring the page to life. */
export async function begin() {
  // What was typed before this stays.
  state.seat.name ??= $("guest-name").value;
  state.seat.phone ??= $("guest-phone").value;
  resumeCart();
  onChange(draw);
  whenOrders(announce);
  whenSent(() => {
    toast(t("order_sent"), { tone: "ok" });
    if (state.route.view === "cart") location.hash = "#/orders";
  });
  whenSeated((phase, before) => {
    seatCart(phase);
    follow(phase);
    if (phase === "active" && before) toast(t("admitted"), { tone: "ok" });
    if (phase === "active") sendOutbox();
  });
  resumeSeat();
  resumeOutbox();
  addEventListener("hashchange", () => {
    steps += 1;
    route();
  });
  addEventListener("online", connection);
  addEventListener("offline", connection);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && connection());
  setInterval(() => document.visibilityState === "visible" && refreshMenu(), MENU_EVERY_MS);
  draw();
  await route();
  // What is wanted next, and what keeps the page working without connection.
  const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 500));
  idle(async () => {
    // Straight from the server the menu is new; from the worker it may be an old one.
    if (navigator.serviceWorker?.controller) refreshMenu();
    for (const name of Object.keys(views)) views[name] ??= await load[name]();
    await keepOffline();
  });
}
