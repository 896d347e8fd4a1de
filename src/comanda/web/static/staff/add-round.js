import { icon } from "/static/design/icons.js";
import { newId } from "../shared/api.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { chooseItem } from "./item-sheet.js";
import { emptyState, errorState, wordsOf } from "./problems.js";
import { t } from "./t.js";

/**
 * Takes a round at a table: menu on one side, what is chosen on the other (on a phone one at a time).
 *
 * @param {any} app
 * @param {any} table
 * @param {string} sessionId
 * @returns {Promise<any | undefined>} the order, when it was sent
 */
export async function addRound(app, table, sessionId) {
  const state = {
    menu: null,
    error: null,
    query: "",
    category: "all",
    lines: [],
    note: "",
    tab: "menu",
    busy: false,
    problem: null,
    key: newId(),
  };

  async function load() {
    state.error = null;
    try {
      const [categories, items] = await Promise.all([
        app.api.get("/api/menu/categories"),
        app.api.get("/api/menu/items"),
      ]);
      state.menu = { categories, items };
    } catch (error) {
      state.error = error;
    }
    control.redraw();
  }

  /** A changed round is another intention, so it gets a key of its own; sent again unchanged it keeps its key. */
  function changed() {
    state.key = newId();
    state.problem = null;
    control.redraw();
  }

  async function pick(item) {
    const plain = item.variants.length <= 1 && !item.modifier_groups.length;
    if (plain) {
      const same = state.lines.find((line) => line.item.id === item.id && !line.notes);
      if (same) same.quantity += 1;
      else
        state.lines.push({
          id: newId(),
          item,
          variant: item.variants[0] ?? null,
          modifiers: [],
          quantity: 1,
          notes: "",
          price: item.price,
        });
      changed();
      return;
    }
    const line = await chooseItem(app, item);
    if (!line) return;
    state.lines.push({ id: newId(), ...line });
    changed();
  }

  async function edit(line) {
    const next = await chooseItem(app, line.item, line);
    if (!next) return;
    if (next === "remove") state.lines = state.lines.filter((each) => each !== line);
    else Object.assign(line, next);
    changed();
  }

  async function send(close) {
    if (state.busy || !state.lines.length) return;
    state.busy = true;
    state.problem = null;
    control.redraw();
    const body = {
      tableSessionId: sessionId,
      items: state.lines.map(({ item, variant, modifiers, quantity, notes }) => ({
        menuItemId: item.id,
        ...(variant ? { variantId: variant.id } : {}),
        quantity,
        ...(notes ? { notes } : {}),
        modifiers: modifiers.map(({ modifier, quantity: count }) => ({ modifierId: modifier.id, quantity: count })),
      })),
      ...(state.note.trim() ? { notes: state.note.trim() } : {}),
    };
    try {
      const order = await app.api.post("/api/orders", body, { idempotencyKey: state.key });
      sent = true;
      toast(t("round.sent"), { tone: "ok" });
      close(order);
    } catch (error) {
      state.busy = false;
      state.problem = error.isUnknown ? t("round.unknown") : wordsOf(error);
      control.redraw();
    }
  }

  function menuPart() {
    if (state.error) return errorState(state.error, load);
    if (!state.menu) {
      return h(
        "div",
        { class: "stack", role: "status", "aria-label": t("loading") },
        Array.from({ length: 6 }, () => h("span", { class: "skeleton round-skeleton" })),
      );
    }
    const { categories, items } = state.menu;
    const wanted = plain(state.query);
    // A category above that has no dishes of its own is not listed.
    const roots = categories.filter(({ parent_id: parent }) => !categories.some(({ id }) => id === parent));
    const below = (id) => [
      id,
      ...categories.filter(({ parent_id: parent }) => parent === id).flatMap((each) => below(each.id)),
    ];
    const shownCategories = state.category === "all" || wanted ? null : new Set(below(state.category));
    const found = items.filter(
      (item) =>
        (!shownCategories || shownCategories.has(item.category_id)) &&
        (!wanted || [item.name, ...Object.values(item.names ?? {})].some((name) => plain(name).includes(wanted))),
    );
    return [
      h(
        "div",
        { class: "scroll-x round-categories", role: "group", "aria-label": t("round.categories") },
        [{ id: "all", name: t("round.all") }, ...roots].map(({ id, name }) =>
          h(
            "button",
            {
              class: "chip",
              type: "button",
              key: id,
              "aria-pressed": String(!wanted && state.category === id),
              onClick: () => {
                state.category = id;
                state.query = "";
                control.redraw();
              },
            },
            name,
          ),
        ),
      ),
      found.length
        ? h(
            "ul",
            { class: "round-menu" },
            found.map((item) => h("li", { key: item.id }, menuRow(item))),
          )
        : emptyState("search", t("round.none"), t("round.none_note", { query: state.query })),
    ];
  }

  function menuRow(item) {
    const chosen = state.lines.filter((line) => line.item.id === item.id).reduce((sum, line) => sum + line.quantity, 0);
    const several = item.variants.length > 1;
    const price = app.money(several ? Math.min(...item.variants.map((variant) => variant.price)) : item.price);
    const note = several ? t("round.from", { price }) : price;
    const missing = t(item.ask_staff ? "round.ask_staff" : "round.sold_out");
    return h(
      "button",
      { class: "row round-dish", type: "button", disabled: !item.is_available, onClick: () => pick(item) },
      h(
        "span",
        { class: "row-main" },
        h("span", { class: "row-title" }, item.name),
        h("span", { class: "row-note" }, item.is_available ? note : missing),
      ),
      chosen ? h("span", { class: "badge badge-solid badge-count", data: { tone: "accent" } }, chosen) : null,
      item.is_available ? icon("plus") : null,
    );
  }

  function roundPart() {
    if (!state.lines.length) return emptyState("receipt", t("round.empty"), t("round.empty_note"));
    return [
      h(
        "ul",
        { class: "round-lines" },
        state.lines.map((line) => h("li", { class: "round-line", key: line.id }, lineRow(line))),
      ),
      h(
        "div",
        { class: "field" },
        h("label", { class: "label", for: "round-note" }, t("round.order_note")),
        h("input", {
          class: "input",
          id: "round-note",
          maxlength: 500,
          autocomplete: "off",
          value: state.note,
          onInput: (event) => {
            state.note = event.currentTarget.value;
            state.key = newId();
          },
        }),
      ),
      h(
        "div",
        { class: "line line-total" },
        h("span", null, t("round.items")),
        h(
          "span",
          { class: "money" },
          app.money(state.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)),
        ),
      ),
    ];
  }

  function lineRow(line) {
    const { item, variant, modifiers, quantity, notes } = line;
    const details = [
      item.variants.length > 1 ? variant?.name : null,
      ...modifiers.map(({ modifier, quantity: count }) => (count > 1 ? `${count} × ${modifier.name}` : modifier.name)),
    ].filter(Boolean);
    return [
      h(
        "button",
        {
          class: "round-line-name",
          type: "button",
          "aria-label": t("round.edit", { name: item.name }),
          onClick: () => edit(line),
        },
        h("span", { class: "row-title" }, item.name),
        details.length ? h("span", { class: "row-note" }, details.join(", ")) : null,
        notes ? h("span", { class: "row-note order-item-note" }, icon("note", { small: true }), notes) : null,
        h("span", { class: "row-note money" }, app.money(line.price * quantity)),
      ),
      h(
        "div",
        { class: "stepper", role: "group", "aria-label": t("round.quantity") },
        h(
          "button",
          {
            type: "button",
            "aria-label": quantity > 1 ? t("round.less") : t("round.remove"),
            onClick: () => {
              if (quantity > 1) line.quantity -= 1;
              else state.lines = state.lines.filter((each) => each !== line);
              changed();
            },
          },
          icon(quantity > 1 ? "minus" : "trash", { small: quantity <= 1 }),
        ),
        h("output", null, quantity),
        h(
          "button",
          {
            type: "button",
            "aria-label": t("round.more"),
            disabled: quantity >= 99,
            onClick: () => {
              line.quantity += 1;
              changed();
            },
          },
          icon("plus"),
        ),
      ),
    ];
  }

  function tabs() {
    const count = state.lines.reduce((sum, line) => sum + line.quantity, 0);
    const tab = (name, text) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.tab === name),
          onClick: () => {
            state.tab = name;
            control.redraw();
          },
        },
        text,
        name === "round" && count
          ? h("span", { class: "badge badge-solid badge-count", data: { tone: "accent" } }, count)
          : null,
      );
    return h("div", { class: "segmented round-tabs" }, tab("menu", t("round.menu")), tab("round", t("round.review")));
  }

  let sent = false;
  const control = openDialog({
    title: t("round.title", { table: table.number }),
    kind: "dialog round-dialog",
    closeLabel: t("close"),
    mayDismiss,
    draw: ({ close }) => {
      const count = state.lines.reduce((sum, line) => sum + line.quantity, 0);
      return {
        body: h(
          "div",
          { class: "round", data: { tab: state.tab } },
          tabs(),
          h(
            "section",
            { class: "round-browse", "aria-label": t("round.menu") },
            h(
              "div",
              { class: "search" },
              icon("search"),
              h("input", {
                class: "input",
                type: "search",
                autofocus: true,
                autocomplete: "off",
                "aria-label": t("round.search"),
                placeholder: t("round.search"),
                value: state.query,
                onInput: (event) => {
                  state.query = event.currentTarget.value;
                  control.redraw();
                },
              }),
            ),
            menuPart(),
          ),
          h("section", { class: "round-chosen", "aria-label": t("round.review") }, roundPart()),
        ),
        foot: [
          state.problem
            ? h(
                "p",
                { class: "notice round-problem", data: { tone: "danger" }, role: "alert" },
                icon("alert-triangle", { small: true }),
                state.problem,
              )
            : null,
          h(
            "button",
            {
              class: "button button-primary button-large",
              type: "button",
              disabled: !count,
              "aria-busy": state.busy ? "true" : null,
              onClick: () => send(close),
            },
            icon("send"),
            count ? t("round.send", { count }) : t("round.empty"),
          ),
        ],
      };
    },
  });
  load();
  return control.closed;

  function mayDismiss() {
    if (sent || !state.lines.length) return true;
    return confirmDialog({
      title: t("round.leave_title"),
      text: t("round.leave_text"),
      confirm: t("round.leave"),
      cancel: t("round.stay"),
      danger: true,
    });
  }
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();
}
