import { icon } from "/static/design/icons.js";
import { h } from "../../shared/dom.js";
import { nameOf } from "../table-state.js";
import { t } from "../t.js";
import { areasOf, barsOf, spanOf } from "./day.js";
import { isMovable, lookOf } from "./status.js";

const MINUTE = 60000;
/** Heights of rows in rem; the style sheet's bars fit into them. */
const TABLE_ROW = 3;
const AREA_ROW = 2;

/**
 * Where everything stands on the timeline.
 *
 * @param {any} book
 * @param {number} now
 * @returns {{from: number, to: number, bars: import("./day.js").Bar[], rows: any[], height: number,
 *   tables: (string | null)[], rowOf: (table: string | null) => any}} `tables` from top to bottom; what has none
 *   stands in a row of its own, whose table is null; `y` and heights in rem
 */
export function layoutOf(book, now) {
  const bars = barsOf(book, now);
  const rows = [];
  let height = 0;
  const add = (row, room) => {
    rows.push({ ...row, y: height, room });
    height += room;
  };
  if (bars.some(({ table }) => table === null)) add({ table: null, key: "none" }, TABLE_ROW);
  const areas = areasOf(book);
  for (const { area, tables } of areas) {
    if (areas.length > 1) add({ area, key: `area-${area}` }, AREA_ROW);
    for (const table of tables) add({ table, key: table.id }, TABLE_ROW);
  }
  const ofTables = rows.filter(({ area }) => area === undefined);
  return {
    ...spanOf(book, now),
    bars,
    rows,
    height,
    tables: ofTables.map(({ table }) => table?.id ?? null),
    rowOf: (tableId) => ofTables.find(({ table }) => (table?.id ?? null) === tableId) ?? ofTables[0],
  };
}

/**
 * Draws the day by table and time. It is a picture of time, so it is not mirrored in right-to-left text.
 *
 * @param {any} app
 * @param {any} layout as of `layoutOf`
 * @param {{now: number, moves: ReturnType<typeof import("./moves.js").makeMoves>, onOpen: (bar: any) => void}} options
 */
export function timeline(app, layout, { now, moves, onOpen }) {
  const { from, to, rows, height, bars } = layout;
  const minutes = (at) => (at - from) / MINUTE;
  const hours = [];
  for (let at = from; at < to; at += 60 * MINUTE) hours.push(at);
  return h(
    "div",
    {
      class: "book-scroll",
      key: "timeline",
      role: "region",
      tabindex: "0",
      "aria-label": t("book.timeline"),
      "aria-describedby": "book-keys",
    },
    h(
      "div",
      { class: "book-plane", vars: { "--span": minutes(to), "--rows": height } },
      h("div", { class: "book-corner" }, icon("clock", { small: true })),
      h(
        "div",
        { class: "book-hours", "aria-hidden": "true" },
        hours.map((at) =>
          h("span", { class: "book-hour", vars: { "--from": minutes(at) }, key: at }, app.timeOfDay(at)),
        ),
      ),
      h("div", { class: "book-heads" }, rows.map(head)),
      h(
        "div",
        { class: "book-field" },
        rows.map(({ y, room, key, area }) =>
          h("div", {
            class: ["book-lane", area !== undefined && "book-lane-area"],
            key: `lane-${key}`,
            vars: { "--y": y, "--room": room },
          }),
        ),
        from <= now && now < to
          ? h("div", { class: "book-now", key: "now", vars: { "--from": minutes(now) } })
          : null,
        bars.map((each) => bar(app, layout, each, { now, moves, onOpen })),
      ),
    ),
  );
}

function head({ table, area, y, room, key }) {
  const vars = { "--y": y, "--room": room };
  if (area !== undefined) return h("div", { class: "book-head book-head-area", key, vars }, h("span", null, area));
  if (table === null) return h("div", { class: "book-head", key, vars }, h("span", null, t("book.no_table")));
  return h(
    "div",
    { class: "book-head", key, vars },
    h("span", { class: "book-head-name truncate" }, nameOf(table)),
    h("span", { class: "quiet small number" }, icon("users", { small: true }), table.seats),
  );
}

function bar(app, layout, each, { now, moves, onOpen }) {
  const { reservation, sitting, over, clash } = each;
  const movable = reservation !== null && sitting === null && isMovable(reservation);
  const target = moves.targetOf(each);
  const moved = target ? target.time - each.from : 0;
  const from = each.from + moved;
  const to = each.to + moved;
  const row = layout.rowOf(target ? target.table : each.table);
  const look = sitting ? { state: over ? "over" : "seated", tone: over ? "danger" : "ok", shape: "cutlery" } : null;
  const { state, tone, shape } = look ?? lookOf(reservation, now);
  const { name, covers } = sitting ?? reservation;
  return h(
    "button",
    {
      class: ["book-bar", target && "book-bar-held", clash && "book-bar-clash"],
      type: "button",
      key: each.key,
      data: { tone, state, bar: each.key },
      vars: {
        "--y": row.y,
        "--from": (Math.max(from, layout.from) - layout.from) / 60000,
        "--minutes": (to - Math.max(from, layout.from)) / 60000,
      },
      "aria-label": describe(app, each, row, state, from, to),
      "aria-roledescription": movable ? t("book.bar") : null,
      onClick: () => moves.wasDragged() || onOpen(each),
      ...(movable ? moves.listeners(each) : {}),
    },
    icon(clash || over ? "alert-triangle" : shape, { small: true }),
    h("span", { class: "book-bar-name truncate" }, name || t("book.unnamed")),
    h("span", { class: "book-bar-covers number" }, covers),
    over ? h("span", { class: "book-bar-over" }, t("book.over_short", { minutes: over })) : null,
  );
}

function describe(app, { reservation, sitting, over, clash }, row, state, from, to) {
  const { name, covers } = sitting ?? reservation;
  return [
    `${app.timeOfDay(from)} – ${app.timeOfDay(to)}`,
    name || t("book.unnamed"),
    t("floor.covers", { count: covers }),
    row.table ? t("table.title", { table: nameOf(row.table) }) : t("book.no_table"),
    t(`status.${state}`),
    over ? t("book.over", { minutes: over }) : null,
    clash ? t("book.clash", { time: app.timeOfDay(clash) }) : null,
  ]
    .filter(Boolean)
    .join(", ");
}
