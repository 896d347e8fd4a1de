import { icon } from "/static/design/icons.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attentionPanel } from "./attention.js";
import { remember, remembered } from "./device.js";
import { floorList } from "./floor-list.js";
import { floorMap, watchWidth } from "./floor-map.js";
import { focusTowards, isTyping } from "./keys.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { navigate } from "./router.js";
import { t } from "./t.js";
import { stateOf, waitingOn } from "./table-state.js";
import { TablePanel } from "./table.js";

const EVENTS = /^(session|guest|order|table|service_request|payment):/;

/**
 * The floor, with the table that is open beside it (on a phone: instead of it).
 *
 * @param {any} app
 * @param {HTMLElement} main
 * @param {{tableId?: string}} params
 */
export function floorPage(app, main, params) {
  const narrow = matchMedia("(max-width: 47.99rem)");
  const state = {
    area: remembered("area", "all"),
    view: remembered("view", narrow.matches ? "list" : "map"),
    tableId: params.tableId ?? null,
    editing: false,
  };
  const floor = h("section", { class: "floor-main", "aria-label": t("floor.title") });
  const side = h("aside", { class: "floor-side" });
  let panel = null;
  main.append(floor, side);

  const live = app.live((signal) => app.api.get("/api/tables", { signal }), EVENTS, draw);
  const stopWatching = watchWidth(floor);

  function shownTables() {
    const { tables } = live.data;
    return tables
      .filter((table) => state.area === "all" || table.space_id === state.area)
      .sort((one, other) => one.number - other.number);
  }

  function draw() {
    main.dataset.open = state.tableId ? "table" : "floor";
    if (!live.data) {
      redraw(floor, live.error ? errorState(live.error, () => live.fetch()) : skeleton());
      redraw(side);
      return;
    }
    const { spaces = [], tables } = live.data;
    if (state.area !== "all" && !spaces.some(({ id }) => id === state.area)) state.area = "all";
    redraw(
      floor,
      h("h1", { class: "visually-hidden" }, t("floor.title")),
      toolbar(spaces, tables),
      tables.length === 0
        ? emptyState("table", t("floor.empty"), t("floor.empty_note"))
        : state.view === "map"
          ? floorMap(app, spaces, shownTables(), { chosen: state.tableId, editing: state.editing, onMove: moveTable })
          : floorList(app, shownTables(), state.tableId),
    );
    drawSide(tables);
  }

  function drawSide(tables) {
    if (!state.tableId) {
      panel?.leave();
      panel = null;
      side.setAttribute("aria-label", t("floor.attention"));
      redraw(side, attentionPanel(app, waitingOn(tables), live));
      return;
    }
    const table = tables.find(({ id }) => id === state.tableId) ?? null;
    if (panel && panel.tableId !== state.tableId) {
      panel.leave();
      panel = null;
    }
    if (!panel) {
      side.replaceChildren();
      panel = new TablePanel(app, side, state.tableId, live);
    }
    side.setAttribute("aria-label", table ? t("table.title", { table: table.number }) : t("floor.title"));
    panel.show(table);
  }

  function toolbar(spaces, tables) {
    const waiting = waitingOn(tables).length;
    const seated = tables.filter(({ session }) => session?.status === "active");
    // A party at several tables owes its bill once.
    const bills = new Map(seated.map((table) => [table.session.id, table.outstanding ?? 0]));
    const outstanding = [...bills.values()].reduce((sum, owed) => sum + owed, 0);
    const count = (area) =>
      tables.filter((table) => (area === "all" || table.space_id === area) && stateOf(table).pressing).length;
    const areas = spaces.length > 1 ? [{ id: "all", name: t("floor.all") }, ...spaces] : [];
    return h(
      "div",
      { class: "floor-bar" },
      h(
        "div",
        { class: "floor-tools" },
        h(
          "p",
          { class: "floor-summary" },
          h("span", { class: "strong" }, t("floor.summary", { seated: seated.length, tables: tables.length })),
          h("span", { class: "quiet" }, t("floor.to_collect", { amount: app.money(outstanding) })),
        ),
        jumpForm(tables),
        viewSwitch(),
        state.tableId && waiting
          ? h(
              "a",
              { class: "chip pulse floor-waiting", data: { tone: "waiting" }, href: "/staff/floor" },
              icon("bell", { small: true }),
              t("floor.attention_count", { count: waiting }),
            )
          : null,
      ),
      areas.length
        ? h(
            "div",
            { class: "tabs", role: "group", "aria-label": t("floor.areas") },
            areas.map(({ id, name }) =>
              h(
                "button",
                {
                  class: "tab",
                  type: "button",
                  "aria-current": id === state.area ? "true" : null,
                  onClick: () => {
                    state.area = id;
                    remember("area", id);
                    draw();
                  },
                },
                name,
                count(id)
                  ? h("span", { class: "badge badge-solid badge-count", data: { tone: "waiting" } }, count(id))
                  : null,
              ),
            ),
          )
        : null,
    );
  }

  function viewSwitch() {
    const choice = (view, shape) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.view === view),
          onClick: () => {
            state.view = view;
            state.editing = false;
            remember("view", view);
            draw();
          },
        },
        icon(shape, { small: true }),
        t(`floor.${view}`),
      );
    return h(
      "div",
      { class: "cluster" },
      h(
        "div",
        { class: "segmented", role: "group", "aria-label": t("floor.view") },
        choice("map", "map"),
        choice("list", "list"),
      ),
      state.view === "map" && app.session.can("tables:create")
        ? h(
            "button",
            {
              class: "button button-icon",
              type: "button",
              "aria-pressed": String(state.editing),
              "aria-label": t(state.editing ? "floor.edit_done" : "floor.edit"),
              title: t(state.editing ? "floor.edit_done" : "floor.edit"),
              onClick: () => {
                state.editing = !state.editing;
                draw();
              },
            },
            icon(state.editing ? "check" : "edit"),
          )
        : null,
    );
  }

  function jumpForm(tables) {
    return h(
      "form",
      {
        class: "floor-jump",
        role: "search",
        onSubmit: (event) => {
          event.preventDefault();
          const field = event.currentTarget.querySelector("input");
          const number = field.value.trim();
          const table = tables.find((each) => String(each.number) === number);
          if (!number) return;
          field.value = "";
          if (table) navigate(`/staff/tables/${table.id}`);
          else toast(t("floor.jump_none", { number }), { tone: "danger" });
        },
      },
      h(
        "div",
        { class: "search" },
        icon("search", { small: true }),
        h("input", {
          class: "input",
          type: "text",
          inputmode: "numeric",
          enterkeyhint: "go",
          autocomplete: "off",
          "aria-label": `${t("floor.jump")}: ${t("floor.jump_hint")}`,
          placeholder: t("floor.jump"),
        }),
      ),
    );
  }

  async function moveTable(table, x, y) {
    live.expect((data) => ({
      ...data,
      tables: data.tables.map((each) => (each.id === table.id ? { ...each, position_x: x, position_y: y } : each)),
    }));
    await attempt(() => app.api.patch(`/api/tables/${table.id}/position`, { x, y }));
  }

  function onKey(event) {
    if (isTyping(event)) return;
    if (/^[0-9]$/.test(event.key) || event.key === "/") {
      const field = floor.querySelector(".floor-jump input");
      field?.focus();
      // The digit itself is typed into the field by the browser.
      if (event.key === "/") event.preventDefault();
    } else if (event.key === "Escape" && state.tableId) {
      navigate("/staff/floor");
    } else if (!state.editing && event.target.closest?.("[data-table]")) {
      if (focusTowards(floor.querySelectorAll("[data-table]"), event.key)) event.preventDefault();
    }
  }
  document.addEventListener("keydown", onKey);
  draw();

  return {
    go(next) {
      const before = state.tableId;
      state.tableId = next.tableId ?? null;
      draw();
      // Whoever opened a table by keyboard goes on in it, and comes back to where they were.
      if (state.tableId && state.tableId !== before) side.querySelector("h2")?.focus({ preventScroll: true });
      else if (before && !state.tableId)
        floor.querySelector(`[data-table="${before}"]`)?.focus({ preventScroll: true });
    },
    leave() {
      document.removeEventListener("keydown", onKey);
      stopWatching();
      panel?.leave();
    },
  };
}

function skeleton() {
  return h(
    "div",
    { class: "floor-skeleton", role: "status", "aria-label": t("loading") },
    Array.from({ length: 12 }, () => h("span", { class: "skeleton" })),
  );
}
