import { h, redraw } from "../shared/dom.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { here, quantity, stockHead } from "./stock-ui.js";
import { t } from "./t.js";
import { action, moment, sectionHead, waitingCards } from "./ui.js";

const KINDS = ["all", "sale", "return", "purchase", "waste", "adjustment", "count"];

/**
 * The ledger: what came and what went, newest first.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function movementsPage(app, main) {
  const state = { kind: "all", older: [], next: null, busy: false };
  const live = app.live(async (signal) => {
    const [page, materials] = await Promise.all([
      app.manage.get(here(app, `/stock-movements${filter()}`), { signal, whole: true }),
      app.manage.get(here(app, "/material-stocks"), { signal }),
    ]);
    if (!state.older.length) state.next = page.next;
    return { rows: page.data, materials: new Map(materials.map((one) => [one.material, one])) };
  }, draw);

  function filter(after = null) {
    const query = new URLSearchParams({ limit: "50" });
    if (state.kind !== "all") query.set("kind", state.kind);
    if (after) query.set("after", after);
    return `?${query}`;
  }

  async function showOlder() {
    state.busy = true;
    draw();
    const page = await attempt(() =>
      app.manage.get(here(app, `/stock-movements${filter(state.next)}`), { whole: true }),
    );
    state.busy = false;
    if (page) {
      state.older.push(...page.data);
      state.next = page.next;
    }
    draw();
  }

  function choose(kind) {
    Object.assign(state, { kind, older: [], next: null });
    live.fetch();
    draw();
  }

  function row(one) {
    const material = live.data.materials.get(one.material);
    return h(
      "li",
      { key: one.id },
      h(
        "div",
        { class: "row" },
        h(
          "span",
          { class: "row-main" },
          h("span", { class: "row-title" }, material?.name ?? t("movements.archived")),
          h("span", { class: "row-note row-line" }, moment(one.created_at), one.note ? ` · ${one.note}` : null),
        ),
        h("span", { class: "badge", data: { tone: one.qty < 0 ? null : "ok" } }, t(`movement.${one.kind}`)),
        h("span", { class: "row-end number strong" }, quantity(one.qty, material?.unit ?? "pc", { signed: true })),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    const shown = new Set(live.data.rows.map(({ id }) => id));
    const rows = [...live.data.rows, ...state.older.filter(({ id }) => !shown.has(id))];
    if (!rows.length) return emptyState("list", t("movements.none"), t("movements.none_note"));
    return [
      h("ul", { class: "list" }, rows.map(row)),
      state.next ? action("chevron-down", t("movements.older"), showOlder, { busy: state.busy }) : null,
    ];
  }

  function draw() {
    redraw(
      main,
      stockHead(app, "movements"),
      sectionHead(t("movements.title"), t("movements.note")),
      h(
        "div",
        { class: "segmented log-filter", role: "group", "aria-label": t("movements.filter") },
        KINDS.map((kind) =>
          h(
            "button",
            { type: "button", "aria-pressed": String(state.kind === kind), onClick: () => choose(kind) },
            t(`movement.${kind}`),
          ),
        ),
      ),
      list(),
    );
  }

  draw();
}
