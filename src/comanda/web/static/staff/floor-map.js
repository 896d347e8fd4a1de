import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { age } from "../shared/time.js";
import { openRequests, stateOf } from "./table-state.js";
import { t } from "./t.js";

/** The room a table takes on the map, in the map's units: one is a pixel at the usual size of text. */
const CELL = 160;
const ABREAST = 5;
const STEP = 20;

/**
 * Draws tables where they stand, area by area. The map is a picture of the room, so it is not mirrored in
 * right-to-left text.
 *
 * @param {any} app
 * @param {any[]} spaces
 * @param {any[]} tables
 * @param {{chosen: string | null, editing: boolean, onMove: (table: any, x: number, y: number) => void}} options
 */
export function floorMap(app, spaces, tables, { chosen, editing, onMove }) {
  const groups = new Map();
  for (const table of tables) {
    const space = spaces.find(({ id }) => id === table.space_id);
    const key = space?.id ?? "";
    if (!groups.has(key)) groups.set(key, { space, tables: [] });
    groups.get(key).tables.push(table);
  }
  const inOrder = [...groups.values()].sort((one, other) => spaces.indexOf(one.space) - spaces.indexOf(other.space));
  return h(
    "div",
    { class: "floor-map" },
    editing ? h("p", { class: "notice", data: { tone: "occupied" } }, icon("info"), t("floor.edit_hint")) : null,
    inOrder.map(({ space, tables: here }) => {
      const places = placesOf(here);
      return h(
        "section",
        { class: "floor-area", key: space?.id ?? "none", "aria-label": space?.name ?? t("floor.title") },
        inOrder.length > 1 ? h("h2", { class: "floor-area-name" }, space?.name ?? "") : null,
        h(
          "div",
          { class: "floor-scroll" },
          h(
            "div",
            { class: "floor-plane", vars: { "--columns": places.width / CELL, "--rows": places.height / CELL } },
            here.map((table) => tile(app, table, places.of(table), { chosen, editing, onMove })),
          ),
        ),
      );
    }),
  );
}

/**
 * Keeps `--room` of an element at its inner width in rem, for the map to scale itself by.
 *
 * @param {HTMLElement} element
 * @returns {() => void} stops it
 */
export function watchWidth(element) {
  const observer = new ResizeObserver(([entry]) => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    element.style.setProperty("--room", String(entry.contentRect.width / rem));
  });
  observer.observe(element);
  return () => observer.disconnect();
}

function placesOf(tables) {
  const placed = tables.every(({ position_x: x, position_y: y }) => x !== null && y !== null);
  const spots = new Map(
    tables.map((table, index) => [
      table.id,
      placed
        ? { x: table.position_x, y: table.position_y }
        : { x: (index % ABREAST) * CELL, y: Math.floor(index / ABREAST) * CELL },
    ]),
  );
  const xs = [...spots.values()].map(({ x }) => x);
  const ys = [...spots.values()].map(({ y }) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return {
    width: Math.max(...xs) - left + CELL,
    height: Math.max(...ys) - top + CELL,
    of: (table) => ({
      x: (spots.get(table.id).x - left) / CELL,
      y: (spots.get(table.id).y - top) / CELL,
      raw: spots.get(table.id),
    }),
  };
}

function tile(app, table, place, { chosen, editing, onMove }) {
  const { state, tone, pressing } = stateOf(table);
  const { session, ready_items: ready } = table;
  const requests = openRequests(table);
  const inside = [
    h(
      "span",
      { class: "tile-top" },
      h("span", { class: "tile-number" }, table.number),
      session?.status === "active"
        ? h(
            "span",
            { class: "tile-covers" },
            icon("users", { small: true }),
            `${session.guest_count}/${table.capacity}`,
          )
        : h("span", { class: "tile-covers" }, icon("users", { small: true }), table.capacity),
    ),
    h(
      "span",
      { class: "tile-state" },
      requests.map(({ kind, status }) =>
        h(
          "span",
          { class: ["tile-mark", status === "acknowledged" && "tile-mark-heard"], key: kind },
          icon(kind === "request_bill" ? "receipt" : "bell", { small: true }),
        ),
      ),
      t(`state.${state}`),
    ),
    session
      ? h(
          "span",
          { class: "tile-facts" },
          h("span", null, age(session.started_at)),
          ready
            ? h("span", { class: "tile-ready" }, t("floor.ready", { count: ready }))
            : session.status === "active" && table.last_order_at
              ? h("span", { class: "tile-round" }, icon("cutlery", { small: true }), age(table.last_order_at))
              : null,
        )
      : null,
    session?.status === "active" && table.order_count
      ? h("span", { class: "tile-money money" }, app.money(table.outstanding))
      : null,
  ];
  const attributes = {
    class: ["tile", pressing && state !== "bill" && "pulse", editing && "tile-loose"],
    key: table.id,
    data: { tone, state, shape: table.shape ?? "square", table: table.id },
    vars: { "--x": place.x, "--y": place.y },
    "aria-current": chosen === table.id ? "true" : null,
    "aria-label": describe(app, table, state),
  };
  return editing
    ? h("button", { ...attributes, type: "button", ...moving(table, place.raw, onMove) }, inside)
    : h("a", { ...attributes, href: `/staff/tables/${table.id}`, draggable: "false" }, inside);
}

/** What a table's tile says, for those who hear it. */
export function describe(app, table, state) {
  const { session } = table;
  const words = [t("table.title", { table: table.number }), t(`state.${state}`)];
  if (session?.status === "active") {
    words.push(session.customer_name || t("table.seat_name_default"), t("floor.covers", { count: session.guest_count }));
    if (table.ready_items) words.push(t("floor.ready", { count: table.ready_items }));
    if (table.order_count) words.push(`${t("floor.balance")} ${app.money(table.outstanding)}`);
  } else {
    words.push(t("floor.seats", { count: table.capacity }));
  }
  return words.join(", ");
}

function moving(table, { x, y }, onMove) {
  const steps = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  return {
    onKeydown: (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      onMove(table, Math.max(0, x + step[0]), Math.max(0, y + step[1]));
    },
    onPointerdown: (event) => {
      const element = event.currentTarget;
      const from = { x: event.clientX, y: event.clientY };
      const unit =
        element.parentElement.clientWidth / Number(element.parentElement.style.getPropertyValue("--columns")) / CELL;
      const to = { x, y };
      const drag = (moved) => {
        to.x = Math.max(0, snap(x + (moved.clientX - from.x) / unit));
        to.y = Math.max(0, snap(y + (moved.clientY - from.y) / unit));
        element.style.setProperty("--drag-x", `${moved.clientX - from.x}px`);
        element.style.setProperty("--drag-y", `${moved.clientY - from.y}px`);
      };
      element.setPointerCapture(event.pointerId);
      element.addEventListener("pointermove", drag);
      element.addEventListener(
        "lostpointercapture",
        () => {
          element.removeEventListener("pointermove", drag);
          element.style.removeProperty("--drag-x");
          element.style.removeProperty("--drag-y");
          if (to.x !== x || to.y !== y) onMove(table, to.x, to.y);
        },
        { once: true },
      );
    },
  };
}

function snap(value) {
  return Math.round(value / STEP) * STEP;
}
