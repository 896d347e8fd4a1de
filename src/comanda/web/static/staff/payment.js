import { icon } from "/static/design/icons.js";
import { newId } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { shareEqually } from "../shared/money.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState, wordsOf } from "./problems.js";
import { t } from "./t.js";

const ICONS = { cash: "cash", card: "card" };
const TIP_PERCENTS = [5, 10, 15];

/**
 * Takes a payment on a party's bill.
 *
 * @param {any} app
 * @param {any} table
 * @param {any} detail the session's detail
 * @returns {Promise<any | undefined>} what the API answered, when money was taken
 */
export async function takePayment(app, table, { session, bill, orders }) {
  const methods = await attempt(() => app.api.get("/api/payments/methods"));
  if (!methods) return undefined;
  const items = orders
    .filter(({ status }) => status !== "cancelled")
    .flatMap((order) => order.items.filter(({ status }) => status !== "cancelled"));
  const state = {
    method: methods[0] ?? null,
    split: "all",
    ways: Math.max(2, session.guest_count ?? 2),
    chosen: new Set(),
    guest: null,
    amount: app.plainMoney(bill.outstanding),
    tipPercent: 0,
    otherTip: null,
    received: "",
    reference: "",
    tried: false,
    busy: false,
    problem: null,
    key: newId(),
  };

  /** Another amount is another intention, so it gets a key of its own. */
  function set(changes) {
    Object.assign(state, changes);
    if (!("busy" in changes || "problem" in changes)) {
      state.key = newId();
      state.problem = null;
    }
    control.redraw();
  }

  function setShare(amount, changes) {
    set({ amount: app.plainMoney(Math.min(amount, bill.outstanding)), ...changes });
  }

  function chooseSplit(split) {
    if (split === "all") setShare(bill.outstanding, { split });
    else if (split === "equal") setShare(shareEqually(bill.total, state.ways)[0], { split });
    else if (split === "items") setShare(shareOfItems(state.chosen), { split });
    else set({ split });
  }

  /** Charges, taxes and discounts of the bill are shared in proportion to what the items cost. */
  function shareOfItems(chosen) {
    const all = items.reduce((sum, item) => sum + item.total, 0);
    const part = items.filter(({ id }) => chosen.has(id)).reduce((sum, item) => sum + item.total, 0);
    return all ? Math.round((bill.total * part) / all) : 0;
  }

  const amount = () => app.readMoney(state.amount);
  const tipOf = (percent) => Math.round(((amount() ?? 0) * percent) / 100);
  const tip = () => (state.otherTip === null ? tipOf(state.tipPercent) : (app.readMoney(state.otherTip) ?? 0));

  function problemOfAmount() {
    if (!amount()) return t("pay.amount_wrong", { example: app.plainMoney(bill.outstanding) });
    if (amount() > bill.outstanding) return t("pay.amount_high", { amount: app.money(bill.outstanding) });
    return null;
  }

  async function submit(close) {
    state.tried = true;
    if (problemOfAmount() || state.busy) {
      control.redraw();
      control.element.querySelector("#pay-amount").focus();
      return;
    }
    set({ busy: true, problem: null });
    const body = {
      tableSessionId: session.id,
      // Several ways may be of one kind, so the way itself is named.
      method: state.method.id ?? state.method.method,
      amount: amount(),
      ...(tip() ? { tip: tip() } : {}),
      ...(state.reference.trim() ? { reference: state.reference.trim() } : {}),
    };
    try {
      const answer = await app.api.post("/api/payments", body, { idempotencyKey: state.key });
      const taken = app.money(body.amount + (body.tip ?? 0));
      toast(
        answer.fully_paid
          ? t("pay.done", { amount: taken })
          : t("pay.done_rest", { amount: taken, rest: app.money(answer.remaining) }),
        { tone: "ok" },
      );
      close(answer);
    } catch (error) {
      set({ busy: false, problem: error.isUnknown ? t("pay.unknown") : wordsOf(error) });
    }
  }

  function splitPart() {
    const choices = ["all", "equal", "items", ...(bill.guests?.length > 1 ? ["guests"] : [])];
    return h(
      "div",
      { class: "stack", vars: { "--gap": "var(--space-3)" } },
      h(
        "div",
        { class: "segmented pay-split", role: "group", "aria-label": t("pay.split") },
        choices.map((split) =>
          h(
            "button",
            { type: "button", "aria-pressed": String(state.split === split), onClick: () => chooseSplit(split) },
            t(`pay.split_${split}`),
          ),
        ),
      ),
      state.split === "equal" ? equalPart() : null,
      state.split === "items" ? itemsPart() : null,
      state.split === "guests" ? guestsPart() : null,
    );
  }

  function equalPart() {
    const shares = shareEqually(bill.total, state.ways);
    const change = (ways) => setShare(shareEqually(bill.total, ways)[0], { ways });
    const uneven = shares[0] !== shares.at(-1);
    return h(
      "div",
      { class: "spread" },
      h(
        "div",
        { class: "stepper", role: "group", "aria-label": t("pay.ways") },
        h(
          "button",
          {
            type: "button",
            "aria-label": t("round.less"),
            disabled: state.ways <= 2,
            onClick: () => change(state.ways - 1),
          },
          icon("minus"),
        ),
        h("output", null, state.ways),
        h(
          "button",
          {
            type: "button",
            "aria-label": t("round.more"),
            disabled: state.ways >= 50,
            onClick: () => change(state.ways + 1),
          },
          icon("plus"),
        ),
      ),
      h(
        "span",
        { class: "money pay-share" },
        h("span", { class: "strong" }, t("pay.share", { amount: app.money(shares.at(-1)) })),
        uneven ? h("span", { class: "small quiet" }, t("pay.share_first", { amount: app.money(shares[0]) })) : null,
      ),
    );
  }

  function itemsPart() {
    return h(
      "div",
      { class: "pay-items" },
      items.map((item) =>
        h(
          "label",
          { class: "option", key: item.id },
          h("input", {
            type: "checkbox",
            checked: state.chosen.has(item.id),
            onChange: (event) => {
              const chosen = new Set(state.chosen);
              if (event.currentTarget.checked) chosen.add(item.id);
              else chosen.delete(item.id);
              setShare(shareOfItems(chosen), { chosen });
            },
          }),
          h("span", null, item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name),
          h("span", { class: "money quiet" }, app.money(item.total)),
        ),
      ),
      h("p", { class: "hint" }, t("pay.items_hint")),
    );
  }

  function guestsPart() {
    return h(
      "div",
      { class: "pay-items" },
      bill.guests.map((guest) =>
        h(
          "label",
          { class: "option", key: guest.id ?? "staff" },
          h("input", {
            type: "radio",
            name: "guest",
            checked: state.guest === guest,
            onChange: () => setShare(guest.total, { guest }),
          }),
          h("span", null, guest.name || t("table.by_staff")),
          h("span", { class: "money quiet" }, app.money(guest.total)),
        ),
      ),
    );
  }

  function tipPart() {
    const choice = (text, percent) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.otherTip === null && state.tipPercent === percent),
          onClick: () => set({ tipPercent: percent, otherTip: null }),
        },
        text,
        percent ? h("span", { class: "visually-hidden" }, app.money(tipOf(percent))) : null,
      );
    return h(
      "div",
      { class: "stack", vars: { "--gap": "var(--space-2)" } },
      h("span", { class: "label", id: "pay-tip" }, t("pay.tip")),
      h(
        "div",
        { class: "segmented", role: "group", "aria-labelledby": "pay-tip" },
        choice(t("pay.tip_none"), 0),
        TIP_PERCENTS.map((percent) => choice(`${percent} %`, percent)),
        h(
          "button",
          { type: "button", "aria-pressed": String(state.otherTip !== null), onClick: () => set({ otherTip: "" }) },
          t("pay.tip_other"),
        ),
      ),
      state.otherTip === null
        ? null
        : h("input", {
            class: "input",
            inputmode: "decimal",
            autocomplete: "off",
            "aria-label": t("pay.tip_amount"),
            placeholder: t("pay.tip_amount"),
            value: state.otherTip,
            onInput: (event) => set({ otherTip: event.currentTarget.value }),
          }),
    );
  }

  function methodPart() {
    return h(
      "div",
      { class: "pay-methods", role: "group", "aria-label": t("pay.method") },
      methods.map((method) =>
        h(
          "button",
          {
            class: "pay-method",
            type: "button",
            key: method.id ?? method.method,
            "aria-pressed": String(state.method === method),
            onClick: () => set({ method }),
          },
          icon(ICONS[method.method] ?? "wallet"),
          h("span", null, method.name),
        ),
      ),
    );
  }

  function cashPart() {
    const received = app.readMoney(state.received);
    const due = (amount() ?? 0) + tip();
    return h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: "pay-received" }, t("pay.received")),
      h("input", {
        class: "input",
        id: "pay-received",
        inputmode: "decimal",
        autocomplete: "off",
        value: state.received,
        onInput: (event) => set({ received: event.currentTarget.value }),
      }),
      received !== null && received >= due
        ? h(
            "p",
            { class: "line pay-change", role: "status" },
            h("span", null, t("pay.change")),
            h("span", { class: "money" }, app.money(received - due)),
          )
        : null,
    );
  }

  function referencePart() {
    return h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: "pay-reference" }, t("pay.reference")),
      h("input", {
        class: "input",
        id: "pay-reference",
        maxlength: 50,
        autocomplete: "off",
        value: state.reference,
        onInput: (event) => set({ reference: event.currentTarget.value }),
      }),
      h("span", { class: "hint" }, t("pay.reference_hint")),
    );
  }

  const control = openDialog({
    title: t("pay.title", { table: table.number }),
    note: t("pay.outstanding", { amount: app.money(bill.outstanding) }),
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => {
      if (!methods.length) return { body: emptyState("wallet", t("pay.no_methods")) };
      const wrong = state.tried ? problemOfAmount() : null;
      return {
        body: h(
          "div",
          { class: "stack", vars: { "--gap": "var(--space-5)" } },
          methodPart(),
          splitPart(),
          h(
            "div",
            { class: "field" },
            h("label", { class: "label", for: "pay-amount" }, t("pay.amount")),
            h("input", {
              class: "input input-amount",
              id: "pay-amount",
              inputmode: "decimal",
              autocomplete: "off",
              value: state.amount,
              "aria-invalid": wrong ? "true" : null,
              "aria-describedby": wrong ? "pay-amount-problem" : null,
              onInput: (event) => set({ amount: event.currentTarget.value }),
            }),
            wrong
              ? h("p", { class: "error", id: "pay-amount-problem" }, icon("alert-triangle", { small: true }), wrong)
              : null,
          ),
          tipPart(),
          state.method.method === "cash" ? cashPart() : referencePart(),
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
              "aria-busy": state.busy ? "true" : null,
              onClick: () => submit(close),
            },
            t("pay.submit", { amount: app.money((amount() ?? 0) + tip()) }),
          ),
        ],
      };
    },
  });
  return control.closed;
}
