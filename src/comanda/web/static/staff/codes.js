import { icon } from "/static/design/icons.js";
import { confirmDialog } from "../shared/dialog.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { nameOf } from "./table-state.js";
import { t } from "./t.js";

const ABREAST = 4;

/**
 * The QR codes of all tables: to see, to print, and to make anew.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function codesPage(app, main) {
  const state = { pictures: new Map(), wanted: [], running: 0, printing: false, gone: false };
  const screen = h("div", { class: "codes" });
  main.append(screen);
  const live = app.live((signal) => app.api.get("/api/tables", { signal }), /^table:status$/, draw);
  // Only what comes into view is fetched: a large house has hundreds of tables.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) want(target.dataset.table, target.dataset.code);
      }
    },
    { rootMargin: "400px" },
  );

  function want(tableId, code) {
    const known = state.pictures.get(tableId);
    if (known?.code === code) return;
    state.pictures.set(tableId, { code, source: null });
    state.wanted.push({ tableId, code });
    work();
  }

  async function work() {
    while (state.running < ABREAST && state.wanted.length && !state.gone) {
      const { tableId, code } = state.wanted.shift();
      state.running += 1;
      load(tableId, code).finally(() => {
        state.running -= 1;
        work();
      });
    }
  }

  async function load(tableId, code) {
    try {
      const svg = await (await app.api.get(`/api/tables/${tableId}/qr.svg`, { blob: true })).text();
      state.pictures.set(tableId, { code, source: `data:image/svg+xml,${encodeURIComponent(svg)}` });
    } catch {
      state.pictures.set(tableId, { code, source: null, failed: true });
    }
    if (!state.gone) draw();
  }

  async function print() {
    // Opened while the press is still fresh; later the browser would take it for a pop-up.
    const opened = window.open("", "_blank");
    state.printing = true;
    draw();
    const pdf = await attempt(() => app.api.get("/api/tables/qr.pdf", { blob: true, timeout: 60000 }));
    state.printing = false;
    if (!pdf) opened?.close();
    else {
      const address = URL.createObjectURL(new Blob([pdf], { type: "application/pdf" }));
      if (opened) opened.location = address;
      else h("a", { href: address, download: "table-codes.pdf" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 600000);
    }
    if (!state.gone) draw();
  }

  async function renew(table) {
    const sure = await confirmDialog({
      title: t("codes.renew_title", { table: table.number }),
      text: t("codes.renew_text"),
      confirm: t("codes.renew_confirm"),
      cancel: t("cancel"),
      danger: true,
    });
    if (!sure) return;
    const made = await attempt(async () => (await app.api.post(`/api/tables/${table.id}/qr`)) ?? true);
    await live.fetch();
    if (made) toast(t("codes.renewed", { table: table.number }), { tone: "ok" });
  }

  function draw() {
    if (!live.data) {
      redraw(screen, live.error ? errorState(live.error, () => live.fetch()) : null);
      return;
    }
    const { tables, spaces = [] } = live.data;
    const areas = (spaces.length ? spaces : [{ id: null, name: "" }])
      .map((space) => ({
        ...space,
        tables: tables
          .filter(({ space_id: id }) => id === space.id || !spaces.length)
          .sort((one, other) => one.number - other.number),
      }))
      .filter((space) => space.tables.length);
    redraw(
      screen,
      h(
        "header",
        { class: "page-head" },
        h("div", null, h("h1", null, t("codes.title")), h("p", { class: "quiet" }, t("codes.note"))),
        tables.length
          ? h(
              "button",
              {
                class: "button button-primary",
                type: "button",
                "aria-busy": state.printing ? "true" : null,
                onClick: print,
              },
              icon("print"),
              t("codes.print"),
            )
          : null,
      ),
      tables.length ? areas.map(area) : emptyState("qr", t("codes.empty"), t("floor.empty_note")),
    );
    for (const card of screen.querySelectorAll("[data-code]")) {
      // Watching anew reports anew, so a card whose code has changed is fetched too.
      watcher.unobserve(card);
      if (state.pictures.get(card.dataset.table)?.code !== card.dataset.code) watcher.observe(card);
    }
  }

  function area({ id, name, tables }) {
    return h(
      "section",
      { class: "stack", key: id ?? "all" },
      name ? h("h2", null, name) : null,
      h(
        "ul",
        { class: "codes-grid" },
        tables.map((table) => h("li", { key: table.id }, card(table))),
      ),
    );
  }

  function card(table) {
    const picture = state.pictures.get(table.id);
    const current = picture?.code === table.qr_code ? picture : null;
    return h(
      "article",
      { class: "card code-card", data: { table: table.id, code: table.qr_code } },
      h(
        "div",
        { class: "code-picture" },
        current?.source
          ? h("img", {
              src: current.source,
              alt: t("codes.image", { table: table.number }),
              width: 160,
              height: 160,
            })
          : current?.failed
            ? icon("alert-triangle", { label: t("error.title") })
            : h("span", { class: "skeleton" }),
      ),
      h("h3", null, t("table.title", { table: nameOf(table) })),
      h(
        "a",
        {
          class: "code-address",
          href: table.qr_url,
          target: "_blank",
          rel: "noopener",
          "aria-label": t("codes.open", { table: table.number }),
        },
        (table.qr_url ?? table.qr_code).replace(/^https?:\/\//, ""),
      ),
      h(
        "button",
        { class: "button button-soft button-block code-renew", type: "button", onClick: () => renew(table) },
        icon("refresh", { small: true }),
        t("codes.renew"),
      ),
    );
  }

  draw();
  return {
    leave() {
      state.gone = true;
      watcher.disconnect();
    },
  };
}
