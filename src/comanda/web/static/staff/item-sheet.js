import { icon } from "/static/design/icons.js";
import { openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { t } from "./t.js";

/**
 * @typedef {{item: any, variant: any | null, modifiers: {modifier: any, quantity: number}[], quantity: number,
 *   notes: string, price: number}} ChosenItem `price` is that of one, with its modifiers
 */

/**
 * Asks for variant, modifiers, quantity and note of a dish.
 *
 * @param {any} app
 * @param {any} item
 * @param {ChosenItem} [before] what was chosen before, when it is changed
 * @returns {Promise<ChosenItem | "remove" | undefined>}
 */
export async function chooseItem(app, item, before) {
  const state = {
    variant: before?.variant ?? item.variants.find(({ is_available: available }) => available) ?? null,
    counts: new Map(),
    quantity: before?.quantity ?? 1,
    notes: before?.notes ?? "",
    tried: false,
  };
  for (const group of item.modifier_groups) {
    for (const modifier of group.modifiers) {
      const kept = before?.modifiers.find((each) => each.modifier.id === modifier.id);
      const count = before ? (kept?.quantity ?? 0) : modifier.is_default && modifier.is_available ? 1 : 0;
      if (count) state.counts.set(modifier.id, count);
    }
  }
  const inGroup = (group) => group.modifiers.reduce((sum, { id }) => sum + (state.counts.get(id) ?? 0), 0);
  const least = (group) => Math.max(group.min_selections, group.is_required ? 1 : 0);
  const lacking = (group) => inGroup(group) < least(group);
  const price = () =>
    (state.variant?.price ?? item.price) +
    item.modifier_groups
      .flatMap(({ modifiers }) => modifiers)
      .reduce((sum, modifier) => sum + modifier.price * (state.counts.get(modifier.id) ?? 0), 0);

  function setCount(group, modifier, count) {
    if (group.max_selections === 1) for (const { id } of group.modifiers) state.counts.delete(id);
    if (count > 0) state.counts.set(modifier.id, count);
    else state.counts.delete(modifier.id);
    control.redraw();
  }

  function rule(group) {
    const [min, max] = [least(group), group.max_selections];
    if (!max) return min ? t("round.choose_exactly", { min }) : null;
    if (min === max) return t("round.choose_exactly", { min });
    return min ? t("round.choose_range", { min, max }) : t("round.choose_up_to", { max });
  }

  function groupPart(group) {
    const single = group.max_selections === 1;
    const full = group.max_selections > 0 && inGroup(group) >= group.max_selections;
    const wrong = state.tried && lacking(group);
    return h(
      "fieldset",
      { class: "choice", key: group.id, "aria-invalid": wrong ? "true" : null },
      h(
        "legend",
        { class: "choice-head" },
        h("span", { class: "strong" }, group.name),
        h(
          "span",
          { class: "badge", data: { tone: wrong ? "danger" : lacking(group) ? "waiting" : "neutral" } },
          least(group) ? `${t("round.required")} · ${rule(group)}` : rule(group),
        ),
      ),
      group.modifiers.map((modifier) => {
        const count = state.counts.get(modifier.id) ?? 0;
        const most = Math.min(modifier.max_quantity ?? 1, group.max_selections || 99);
        return h(
          "div",
          { class: "choice-row", key: modifier.id },
          h(
            "label",
            { class: "option grow" },
            h("input", {
              type: single ? "radio" : "checkbox",
              name: group.id,
              checked: count > 0,
              disabled: !modifier.is_available || (!single && full && !count),
              // A radio that may be left out again is cleared by choosing it twice.
              onClick: () => single && count && !least(group) && setCount(group, modifier, 0),
              onChange: (event) => setCount(group, modifier, event.currentTarget.checked ? 1 : 0),
            }),
            h(
              "span",
              null,
              modifier.name,
              modifier.is_available ? null : h("span", { class: "quiet" }, ` · ${t("round.sold_out")}`),
            ),
            modifier.price ? h("span", { class: "money quiet" }, `+ ${app.money(modifier.price)}`) : null,
          ),
          count && most > 1
            ? stepper(count, {
                less: () => setCount(group, modifier, count - 1),
                more: count < most && !full ? () => setCount(group, modifier, count + 1) : null,
              })
            : null,
        );
      }),
    );
  }

  const control = openDialog({
    title: item.name,
    note: item.description,
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "stack", vars: { "--gap": "var(--space-5)" } },
        item.allergens?.length
          ? h(
              "p",
              { class: "notice", data: { tone: "waiting" } },
              icon("alert-triangle", { small: true }),
              t("kitchen.contains", { allergens: item.allergens.join(", ") }),
            )
          : null,
        item.variants.length > 1
          ? h(
              "fieldset",
              { class: "choice" },
              h("legend", { class: "choice-head" }, h("span", { class: "strong" }, t("round.size"))),
              item.variants.map((variant) =>
                h(
                  "label",
                  { class: "option", key: variant.id },
                  h("input", {
                    type: "radio",
                    name: "variant",
                    checked: variant.id === state.variant?.id,
                    disabled: variant.is_available === false,
                    onChange: () => {
                      state.variant = variant;
                      control.redraw();
                    },
                  }),
                  h("span", null, variant.name),
                  h("span", { class: "money quiet" }, app.money(variant.price)),
                ),
              ),
            )
          : null,
        item.modifier_groups.map(groupPart),
        h(
          "div",
          { class: "field" },
          h("label", { class: "label", for: "item-note" }, t("round.note")),
          h("input", {
            class: "input",
            id: "item-note",
            maxlength: 500,
            autocomplete: "off",
            value: state.notes,
            "aria-describedby": "item-note-hint",
            onInput: (event) => (state.notes = event.currentTarget.value),
          }),
          h("span", { class: "hint", id: "item-note-hint" }, t("round.note_hint")),
        ),
      ),
      foot: [
        before
          ? h(
              "button",
              {
                class: "button button-danger button-icon item-remove",
                type: "button",
                "aria-label": t("round.remove"),
                onClick: () => close("remove"),
              },
              icon("trash"),
            )
          : null,
        stepper(state.quantity, {
          less: state.quantity > 1 ? () => change(-1) : null,
          more: state.quantity < 99 ? () => change(1) : null,
        }),
        h(
          "button",
          { class: "button button-primary button-large", type: "button", onClick: () => finish(close) },
          t(before ? "round.update" : "round.add", { price: app.money(price() * state.quantity) }),
        ),
      ],
    }),
  });

  function change(by) {
    state.quantity += by;
    control.redraw();
  }

  function finish(close) {
    state.tried = true;
    if (item.modifier_groups.some(lacking)) {
      control.redraw();
      const wrong = control.element.querySelector("fieldset[aria-invalid] input");
      wrong?.focus();
      wrong?.closest("fieldset").scrollIntoView({ block: "center" });
      return;
    }
    const modifiers = item.modifier_groups.flatMap(({ modifiers: all }) =>
      all
        .filter(({ id }) => state.counts.has(id))
        .map((modifier) => ({ modifier, quantity: state.counts.get(modifier.id) })),
    );
    const { variant, quantity } = state;
    close({ item, variant, modifiers, quantity, notes: state.notes.trim(), price: price() });
  }

  return control.closed;
}

function stepper(count, { less, more }) {
  return h(
    "div",
    { class: "stepper", role: "group", "aria-label": t("round.quantity"), key: "quantity" },
    h("button", { type: "button", "aria-label": t("round.less"), disabled: !less, onClick: less }, icon("minus")),
    h("output", null, count),
    h("button", { type: "button", "aria-label": t("round.more"), disabled: !more, onClick: more }, icon("plus")),
  );
}
