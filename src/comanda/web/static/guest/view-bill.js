/** What the table owes, why, and what each one's part would be. */

import { icon } from "/static/design/icons.js";
import { h } from "/static/shared/dom.js";
import { parseMoney } from "/static/shared/money.js";
import { price, soldName, t } from "./i18n.js";
import { callButton } from "./view-service.js";
import { remainder, splitByAmount, splitByItem, splitEqually } from "./split.js";
import { changed, state } from "./state.js";
import { costLines } from "./view-cart.js";
import { missing } from "./view-orders.js";
import { followBill } from "./visit.js";
import { stepper } from "./view-item.js";

const MOST_PEOPLE = 30;

/** How the guest looks at the bill; nothing of it leaves the phone. */
const split = { way: "items", people: 0, mine: null, shared: new Set(), amounts: [""] };

/** @returns {(HTMLElement | null)[]} */
export function billView() {
  const title = h("h1", { class: "view-title", tabindex: "-1" }, t("bill"));
  if (state.seat.phase !== "active") return [title, nothing()];
  followBill();
  const { bill } = state;
  if (!bill) return [title, missing("bill")];
  const orders = bill.orders.filter((order) => order.status !== "cancelled");
  if (!orders.length) return [title, nothing()];
  return [
    title,
    h(
      "section",
      { class: "card bill", key: "bill" },
      orders.map(orderLines),
      h("dl", { class: "lines receipt" }, costLines(bill), paidLines(bill)),
    ),
    bill.outstanding === 0 && bill.paid > 0
      ? h(
          "p",
          { class: "notice", key: "paid", data: { tone: "ok" } },
          icon("check-circle", { small: true }),
          t("all_paid"),
        )
      : callButton("request_bill"),
    bill.guests.length > 1 ? perGuest(bill) : null,
    bill.outstanding > 0 ? splitCard(bill, orders) : null,
  ];
}

function nothing() {
  return h(
    "div",
    { class: "empty", key: "empty" },
    icon("receipt"),
    h("p", { class: "title" }, t("bill_empty")),
    h("p", null, t("bill_empty_text")),
  );
}

function orderLines(order) {
  return h(
    "div",
    { class: "bill-round", key: order.id },
    h(
      "p",
      { class: "spread small quiet" },
      h("span", null, t("round", { number: order.order_number })),
      h("span", null, order.guest_name ?? t("no_guest")),
    ),
    order.items.map((item) =>
      h(
        "div",
        { class: "line", key: item.id },
        h("span", null, item.quantity > 1 ? `${item.quantity} × ${soldName(item)}` : soldName(item)),
        h("span", { class: "money" }, price(item.total)),
      ),
    ),
  );
}

function paidLines(bill) {
  const line = (name, amount, strong) =>
    h(
      "div",
      { class: ["line", strong ? "line-due" : "line-quiet"] },
      h("dt", null, name),
      h("dd", { class: "money" }, price(amount)),
    );
  return [
    bill.paid ? line(t("paid"), -bill.paid) : null,
    bill.tips ? line(t("tips"), bill.tips) : null,
    bill.paid ? line(t("outstanding"), bill.outstanding, true) : null,
  ];
}

function perGuest(bill) {
  return h(
    "section",
    { class: "card", key: "guests" },
    h("h2", null, t("each_guest")),
    h(
      "dl",
      { class: "lines" },
      bill.guests.map((guest) =>
        h(
          "div",
          { class: "line", key: guest.id ?? "house" },
          h("dt", null, guest.name ?? t("no_guest")),
          h("dd", { class: "money" }, price(guest.total)),
        ),
      ),
    ),
  );
}

function splitCard(bill, orders) {
  split.people ||= Math.max(2, (state.me?.session.guests ?? []).length);
  const ways = { items: byItem, equally, amount: byAmount, rest };
  return h(
    "section",
    { class: "card split", key: "split", "aria-labelledby": "split-title" },
    h("h2", { id: "split-title" }, t("split")),
    h("p", { class: "small quiet" }, t("split_text")),
    h(
      "div",
      { class: "segmented split-ways", role: "group", "aria-labelledby": "split-title" },
      Object.keys(ways).map((way) =>
        h(
          "button",
          { type: "button", key: way, "aria-pressed": String(split.way === way), onClick: () => change({ way }) },
          t(`split_${way}`),
        ),
      ),
    ),
    h("div", { class: "stack", key: split.way }, ways[split.way](bill, orders)),
  );
}

function change(part) {
  Object.assign(split, part);
  changed();
}

function peopleRow() {
  return h(
    "div",
    { class: "spread", key: "people" },
    h("span", { class: "strong" }, t("people")),
    stepper(split.people, 2, MOST_PEOPLE, (people) => change({ people }), t("less"), t("more")),
  );
}

function sums(parts) {
  return h(
    "dl",
    { class: "lines split-sums", "aria-live": "polite" },
    parts.map(([name, amount, strong]) =>
      h(
        "div",
        { class: strong ? "line line-due" : "line" },
        h("dt", null, name),
        h("dd", { class: "money" }, price(amount)),
      ),
    ),
  );
}

function byItem(bill, orders) {
  const items = orders.flatMap((order) =>
    order.items.map((item) => ({ ...item, own: order.guest_id === state.me?.guest.id })),
  );
  split.mine ??= new Set(items.filter((item) => item.own).map((item) => item.id));
  const payers = (item) => (split.shared.has(item.id) ? [] : split.mine.has(item.id) ? [0] : [1]);
  const shares = splitByItem(
    bill.total,
    items.map((item) => ({ total: item.total, payers: payers(item) })),
    split.people,
  );
  // Whoever has paid before has paid for something: nobody owes more than is left.
  const mine = Math.min(shares[0], bill.outstanding);
  return [
    h("p", { class: "small quiet" }, t("split_items_text")),
    peopleRow(),
    h(
      "ul",
      { class: "split-items" },
      items.map((item) =>
        h(
          "li",
          { class: "split-item", key: item.id },
          h(
            "label",
            { class: "option grow" },
            h("input", {
              type: "checkbox",
              checked: split.mine.has(item.id) && !split.shared.has(item.id),
              onChange: () => {
                const on = split.mine.has(item.id) && !split.shared.has(item.id);
                split.shared.delete(item.id);
                split.mine[on ? "delete" : "add"](item.id);
                changed();
              },
            }),
            h(
              "span",
              null,
              item.quantity > 1 ? `${item.quantity} × ${soldName(item)}` : soldName(item),
              " ",
              h("span", { class: "quiet money" }, price(item.total)),
            ),
          ),
          h(
            "button",
            {
              class: "chip",
              type: "button",
              "aria-pressed": String(split.shared.has(item.id)),
              "aria-label": `${t("shared")}: ${soldName(item)}`,
              onClick: () => {
                split.shared[split.shared.has(item.id) ? "delete" : "add"](item.id);
                changed();
              },
            },
            icon("users", { small: true }),
            t("shared_by", { count: split.people }),
          ),
        ),
      ),
    ),
    sums([
      [t("you_pay"), mine, true],
      [t("others_pay"), bill.outstanding - mine],
    ]),
  ];
}

function equally(bill) {
  const shares = splitEqually(bill.outstanding, split.people);
  const [each] = shares;
  const last = shares.at(-1);
  return [peopleRow(), sums([[t("each_pays"), each, true], ...(last === each ? [] : [[t("last_person"), last]])])];
}

function byAmount(bill) {
  const { currency_exponent: exponent } = state.menu.branch;
  const shares = splitByAmount(
    bill.outstanding,
    split.amounts.map((text) => parseMoney(text, exponent) ?? 0),
  );
  return [
    h(
      "div",
      { class: "split-amounts" },
      split.amounts.map((text, place) =>
        h(
          "div",
          { class: "field", key: place },
          h("label", { class: "label", for: `amount-${place}` }, t("person", { number: place + 1 })),
          h("input", {
            class: "input",
            id: `amount-${place}`,
            inputmode: "decimal",
            autocomplete: "off",
            value: text,
            "aria-invalid": text && parseMoney(text, exponent) === null ? "true" : null,
            onInput: (event) => {
              split.amounts[place] = event.currentTarget.value;
              changed();
            },
          }),
        ),
      ),
    ),
    split.amounts.length < MOST_PEOPLE - 1
      ? h(
          "button",
          { class: "button button-soft", type: "button", onClick: () => change({ amounts: [...split.amounts, ""] }) },
          icon("plus", { small: true }),
          t("add_person"),
        )
      : null,
    sums([
      ...shares.slice(0, -1).map((share, place) => [t("person", { number: place + 1 }), share]),
      [t("last_person"), shares.at(-1), true],
    ]),
  ];
}

function rest(bill) {
  return [
    h("p", { class: "small quiet" }, t("rest_text")),
    sums([[t("split_rest"), remainder(bill.total, [bill.paid]), true]]),
  ];
}
