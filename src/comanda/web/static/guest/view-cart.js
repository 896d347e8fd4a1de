/** Both carts, and everything an order will cost before it is one. */

import { icon } from "/static/design/icons.js";
import { h } from "/static/shared/dom.js";
import { toast } from "/static/shared/toast.js";
import {
  askQuote,
  fingerprint,
  isGone,
  lineView,
  linesOf,
  notesOf,
  removeGone,
  setNotes,
  setQuantity,
} from "./cart.js";
import { MOST } from "./choice.js";
import { listed, nameOf, price, t } from "./i18n.js";
import { order, sendOutbox, takeBack } from "./outbox.js";
import { sorry } from "./sorry.js";
import { atTable, changed, state } from "./state.js";
import { stepper } from "./view-item.js";

/** @returns {(HTMLElement | null)[]} */
export function cartView() {
  const { side } = state;
  const lines = linesOf(side);
  if (lines.length && state.quote.of !== fingerprint(side)) askQuote();
  return [
    h("h1", { class: "view-title", tabindex: "-1" }, t("cart")),
    state.outbox ? outboxCard() : null,
    state.refusal ? refusalCard(lines) : null,
    atTable() || state.tableCart ? sides() : null,
    lines.length ? filled(side, lines) : empty(side),
  ];
}

/** An order that is on its way; shown in the cart and above the orders. */
export function outboxCard() {
  const { phase, lines } = state.outbox;
  const tone = { unsent: "danger", sending: "occupied", unknown: "waiting" }[phase];
  return h(
    "section",
    { class: "card outbox", key: "outbox", data: { tone, phase }, role: "status" },
    h(
      "div",
      { class: "cluster" },
      phase === "sending" ? h("span", { class: "spinner" }) : icon(phase === "unsent" ? "wifi-off" : "help"),
      h("h2", null, t(`${phase}_title`)),
    ),
    h("p", { class: "quiet" }, t(`${phase}_text`)),
    h(
      "p",
      { class: "small" },
      lines.map((line) => `${line.quantity} × ${nameOf(state.menu.byId.get(line.menuItemId) ?? line)}`).join(", "),
    ),
    phase === "sending"
      ? null
      : h(
          "div",
          { class: "cluster" },
          state.online ? h("button", { class: "button", type: "button", onClick: sendOutbox }, t("try_again")) : null,
          phase === "unsent"
            ? h("button", { class: "button button-quiet", type: "button", onClick: takeBack }, t("back_to_cart"))
            : null,
        ),
  );
}

function refusalCard(lines) {
  const gone = lines.filter(isGone);
  const { message, unsure } = state.refusal;
  const names = [
    ...new Set(gone.map((line) => lineView(line).item).map((item, place) => (item ? nameOf(item) : gone[place].name))),
  ];
  return h(
    "section",
    { class: "notice refusal", key: "refusal", data: { tone: "danger" }, role: "alert" },
    icon("alert-triangle"),
    h(
      "div",
      { class: "stack" },
      h("p", { class: "strong" }, t("order_refused")),
      gone.length
        ? names.map((name) => h("p", null, t("sold_out_since", { name: name ?? "" })))
        : h("p", null, message),
      h("p", null, t(unsure ? "check_with_team" : "nothing_charged")),
    ),
  );
}

function sides() {
  const side = (name, label) => {
    const count = linesOf(name).reduce((sum, line) => sum + line.quantity, 0);
    return h(
      "button",
      {
        type: "button",
        "aria-pressed": String(state.side === name),
        onClick: () => {
          state.side = name;
          askQuote();
          changed();
        },
      },
      icon(name === "mine" ? "user" : "users", { small: true }),
      label,
      count ? h("span", { class: "badge badge-count" }, count) : null,
    );
  };
  return h(
    "div",
    { class: "segmented", key: "sides", role: "group", "aria-label": t("cart") },
    side("mine", t("for_me")),
    side("table", t("for_table")),
  );
}

function empty(side) {
  const key = side === "mine" ? "cart_empty" : "table_cart_empty";
  return h(
    "div",
    { class: "empty", key: "empty" },
    icon(side === "mine" ? "cart" : "users"),
    h("p", { class: "title" }, t(key)),
    h("p", null, t(`${key}_text`)),
    h("a", { class: "button", href: "#/menu" }, t("to_menu")),
  );
}

function filled(side, lines) {
  const gone = lines.some(isGone);
  return h(
    "div",
    { class: "cart", key: `cart-${side}` },
    h(
      "ul",
      { class: "list" },
      lines.map((line) => lineRow(side, line)),
    ),
    gone
      ? h(
          "button",
          { class: "button button-danger", type: "button", onClick: () => tell(removeGone(side)) },
          t("remove_gone"),
        )
      : null,
    h(
      "div",
      { class: "field" },
      h(
        "label",
        { class: "label", for: "order-note" },
        t("order_note"),
        " ",
        h("span", { class: "hint" }, t("optional")),
      ),
      h("textarea", {
        class: "textarea",
        id: "order-note",
        maxlength: 500,
        rows: 2,
        value: notesOf(side),
        onInput: (event) => setNotes(side, event.currentTarget.value),
      }),
    ),
    cost(side),
    go(side, gone),
  );
}

function lineRow(side, line) {
  const { item, choice, price: own, gone, options } = lineView(line);
  const variant = item?.variants.length > 1 ? item.variants.find((one) => one.id === choice.variantId) : null;
  const chosen = item
    ? item.modifier_groups
        .flatMap((group) => group.modifiers)
        .filter((option) => choice.counts[option.id])
        .map((option) => ({
          id: option.id,
          text: choice.counts[option.id] > 1 ? `${choice.counts[option.id]} × ${nameOf(option)}` : nameOf(option),
        }))
    : [];
  const name = item ? nameOf(item) : (line.name ?? "");
  const set = (next) => tell(setQuantity(side, line, next));
  return h(
    "li",
    { class: "cart-line", key: line.id },
    h(
      "div",
      { class: "cart-line-text" },
      h("p", { class: "strong" }, name),
      variant ? h("p", { class: "small quiet" }, nameOf(variant)) : null,
      chosen.length
        ? h(
            "p",
            { class: "small quiet" },
            chosen.map((one, place) => [
              place ? ", " : "",
              options.includes(one.id) ? h("s", null, one.text) : one.text,
            ]),
          )
        : null,
      line.notes ? h("p", { class: "small cart-note" }, `“${line.notes}”`) : null,
      side === "table" && line.guest_name
        ? h("p", { class: "small quiet" }, t("by_guest", { name: line.guest_name }))
        : null,
      gone || options.length ? h("p", { class: "error" }, t("not_any_more")) : null,
      gone
        ? null
        : h(
            "a",
            {
              class: "cart-change",
              href: `#/item/${line.menuItemId}/${side}/${line.id}`,
              "aria-label": `${t("change")}: ${name}`,
            },
            t("change"),
          ),
    ),
    h(
      "div",
      { class: "cart-line-end" },
      h("p", { class: "money strong" }, price(side === "table" ? (line.total ?? own) : own)),
      lineStepper(line, name, set),
    ),
  );
}

function lineStepper(line, name, set) {
  const made = stepper(line.quantity, 0, MOST, set, t("less_of", { name }), t("more_of", { name }));
  if (line.quantity === 1) {
    const less = made.firstElementChild;
    less.replaceChildren(icon("trash", { small: true }));
    less.setAttribute("aria-label", `${t("remove")}: ${name}`);
  }
  return made;
}

function cost(side) {
  const { quote } = state;
  if (!atTable()) {
    const extra = charged();
    return h(
      "p",
      { class: "notice", key: "cost" },
      icon("info", { small: true }),
      h("span", null, t("quote_waits"), extra.length ? [" ", t("charges_added", { list: listed(extra) })] : null),
    );
  }
  if (quote.of !== fingerprint(side) || quote.phase === "asking") {
    return h("p", { class: "quiet cart-adding", key: "cost", role: "status" }, t("quoting"));
  }
  if (quote.phase === "offline")
    return h(
      "p",
      { class: "notice", key: "cost" },
      icon("wifi-off", { small: true }),
      h("span", null, t("quote_offline")),
    );
  if (quote.phase === "refused")
    return h("p", { class: "notice", key: "cost", data: { tone: "danger" } }, h("span", null, quote.message));
  return quote.data ? h("dl", { class: "lines receipt", key: "cost" }, costLines(quote.data)) : null;
}

/** What comes on top of the menu's prices, in words: nobody is to be surprised by it later. */
function charged() {
  return state.menu.charges.map(({ name, rate, amount }) =>
    rate !== null ? `${name} ${rate} %` : amount !== null ? `${name} ${price(amount)}` : name,
  );
}

/** Every line between what was ordered and what it comes to. */
export function costLines(sum) {
  const line = (name, amount, quiet) =>
    h(
      "div",
      { class: ["line", quiet && "line-quiet"] },
      h("dt", null, name),
      h("dd", { class: "money" }, price(amount)),
    );
  return [
    line(t("subtotal"), sum.subtotal),
    (sum.discounts ?? []).map((one) => line(one.name, -Math.abs(one.amount))),
    sum.charges.map((one) => line(one.name, one.amount)),
    sum.taxes.map((one) =>
      line(one.inclusive ? t("tax_included", { name: one.name }) : one.name, one.amount, one.inclusive),
    ),
    sum.rounding ? line(t("rounding"), sum.rounding) : null,
    h("div", { class: "line line-total" }, h("dt", null, t("total")), h("dd", { class: "money" }, price(sum.total))),
  ];
}

function go(side, gone) {
  const { quote, menu } = state;
  if (!menu.branch.takes_orders) return h("p", { class: "notice" }, t("menu_closed"));
  if (!atTable()) return null;
  const known = quote.phase === "known" && quote.of === fingerprint(side);
  const label =
    state.tableCart?.lines.length || side === "table"
      ? t(side === "mine" ? "order_now_me" : "order_now_table")
      : t("order_now");
  return h(
    "div",
    { class: "cart-go", key: "go" },
    state.outbox ? h("p", { class: "small quiet" }, t("outbox_busy")) : null,
    h(
      "button",
      {
        class: "button button-primary button-large button-block",
        id: "order",
        type: "button",
        disabled: !known || gone || Boolean(state.outbox),
        onClick: () => order(side),
      },
      h("span", null, label),
      known ? h("span", { class: "money" }, price(quote.data.total)) : null,
    ),
  );
}

async function tell(promise) {
  try {
    await promise;
  } catch (error) {
    toast(sorry(error), { tone: "danger" });
  }
}
