/** One dish: everything about it, the choices it asks for, and into which cart it goes. */

import { icon } from "/static/design/icons.js";
import { openDialog } from "/static/shared/dialog.js";
import { h } from "/static/shared/dom.js";
import { toast } from "/static/shared/toast.js";
import { linesOf, putLine } from "./cart.js";
import { MOST, canAdd, choiceOf, chosen, problems, startChoice, unitPrice } from "./choice.js";
import { aboutOf, listed, nameOf, price, t, word } from "./i18n.js";
import { avoided, orderable, tagsOf } from "./menu.js";
import { sorry } from "./sorry.js";
import { atTable, state } from "./state.js";

/**
 * Open the sheet of an item.
 * @param {string} id
 * @param {{side: "mine"|"table", id: string}} [edited] a line of a cart that is to be changed
 * @returns {import("/static/shared/dialog.js").DialogControl | null} null when there is no such item
 */
export function openItem(id, edited) {
  const line = edited && linesOf(edited.side).find((one) => one.id === edited.id);
  const item = state.menu.byId.get(id);
  if (!item) return null;
  const choice = line ? choiceOf(line) : startChoice(item, state.taste);
  const view = { item, choice, line, side: edited?.side ?? state.side, tried: false, busy: false, error: "" };
  return openDialog({
    title: nameOf(item),
    kind: "sheet item-sheet",
    closeLabel: t("close"),
    draw: (control) => ({ body: body(view, control), foot: foot(view, control) }),
  });
}

function body(view, control) {
  const { item, choice, tried } = view;
  const wrong = tried ? problems(item, choice) : [];
  return h(
    "form",
    { class: "stack item", id: "item-form", novalidate: true, onSubmit: (event) => submit(event, view, control) },
    item.image_url ? h("img", { class: "item-image", src: item.image_url, alt: "", width: 640, height: 400 }) : null,
    aboutOf(item) ? h("p", { class: "quiet" }, aboutOf(item)) : null,
    facts(item),
    item.variants.length > 1 ? variants(view, control) : null,
    item.modifier_groups.map((group) =>
      modifierGroup(
        view,
        control,
        group,
        wrong.find((one) => one.groupId === group.id),
      ),
    ),
    orderable(item)
      ? h(
          "div",
          { class: "field" },
          h(
            "label",
            { class: "label", for: "item-notes" },
            t("note"),
            " ",
            h("span", { class: "hint" }, t("optional")),
          ),
          h("textarea", {
            class: "textarea",
            id: "item-notes",
            maxlength: 500,
            placeholder: t("note_hint"),
            value: choice.notes,
            onInput: (event) => (choice.notes = event.currentTarget.value),
          }),
        )
      : null,
  );
}

function facts(item) {
  const against = avoided(item, state.taste);
  const names = (list) => listed(list.map((one) => word("allergen", one).toLowerCase()));
  return h(
    "div",
    { class: "stack item-facts" },
    against.length
      ? h(
          "p",
          { class: "notice", data: { tone: "danger" } },
          icon("alert-triangle", { small: true }),
          t("contains", { list: names(against) }),
        )
      : null,
    item.allergens.length ? h("p", { class: "small quiet" }, t("contains", { list: names(item.allergens) })) : null,
    tagsOf(item).length
      ? h(
          "p",
          { class: "cluster" },
          tagsOf(item).map((tag) => h("span", { class: "tag", data: { tag } }, word("diet", tag))),
        )
      : null,
  );
}

function variants({ item, choice }, control) {
  return h(
    "fieldset",
    { class: "choice", key: "variants" },
    h("legend", { class: "choice-head" }, h("span", { class: "strong" }, t("variant"))),
    h(
      "div",
      { class: "choice-rows" },
      item.variants.map((variant) => {
        const open = variant.is_available && variant.price !== null;
        return h(
          "label",
          { class: "option", key: variant.id },
          h("input", {
            type: "radio",
            name: "variant",
            checked: choice.variantId === variant.id,
            disabled: !open,
            onChange: () => {
              choice.variantId = variant.id;
              control.redraw();
            },
          }),
          h("span", null, nameOf(variant)),
          h(
            "span",
            { class: "money" },
            open ? price(variant.price) : variant.price === null ? t("ask_price") : t("sold_out"),
          ),
        );
      }),
    ),
  );
}

function rule(group) {
  const min = group.min_selections ?? 0;
  const capacity = group.modifiers.reduce((sum, option) => sum + (option.max_quantity ?? 1), 0);
  const max = group.max_selections < capacity || group.max_selections === min ? group.max_selections : null;
  if (min && max === min) return t("choose_exactly", { count: min });
  if (min && max) return t("choose_between", { min, max });
  if (min) return t("choose_at_least", { min });
  return max ? t("choose_up_to", { max }) : t("choose_any");
}

function modifierGroup(view, control, group, wrong) {
  const { choice } = view;
  const shown = group.modifiers.filter(
    (option) => !state.taste.hide || !avoided(option, state.taste).length || choice.counts[option.id],
  );
  const hidden = group.modifiers.length - shown.length;
  const needed = (group.min_selections ?? 0) > 0;
  const done = needed && !problems({ modifier_groups: [group] }, choice).length;
  const errorId = `wrong-${group.id}`;
  return h(
    "fieldset",
    { class: "choice", key: group.id, id: `group-${group.id}`, "aria-describedby": wrong ? errorId : null },
    h(
      "legend",
      { class: "choice-head" },
      h("span", { class: "strong" }, nameOf(group)),
      h("span", { class: "small quiet" }, rule(group)),
      needed
        ? h(
            "span",
            { class: "badge", data: { tone: done ? "ok" : "waiting" } },
            done ? icon("check") : null,
            t("required"),
          )
        : null,
    ),
    wrong ? h("p", { class: "error", id: errorId }, t("missing", { count: wrong.missing })) : null,
    h(
      "div",
      { class: "choice-rows" },
      shown.map((option) => optionRow(view, control, group, option)),
    ),
    hidden ? h("p", { class: "small quiet" }, t("options_hidden", { count: hidden })) : null,
  );
}

function optionRow({ choice }, control, group, option) {
  const count = choice.counts[option.id] ?? 0;
  const single = group.max_selections === 1 && (group.min_selections ?? 0) === 1;
  const set = (next) => {
    if (single) for (const other of group.modifiers) delete choice.counts[other.id];
    choice.counts[option.id] = next;
    if (!next) delete choice.counts[option.id];
    control.redraw();
  };
  const against = avoided(option, state.taste);
  const words = h(
    "span",
    null,
    nameOf(option),
    option.allergens.length
      ? h(
          "span",
          { class: ["option-note", against.length && "option-against"] },
          t("contains", { list: listed(option.allergens.map((one) => word("allergen", one).toLowerCase())) }),
        )
      : null,
  );
  const cost = !option.is_available ? t("sold_out") : option.price ? `+${price(option.price)}` : "";
  if (!single && (option.max_quantity ?? 1) > 1 && option.is_available) {
    const name = nameOf(option);
    return h(
      "div",
      { class: "option option-many", key: option.id },
      h("span", { class: "grow" }, words, cost ? h("span", { class: "option-note money" }, cost) : null),
      stepper(
        count,
        0,
        canAdd(group, option, choice) ? count + 1 : count,
        set,
        t("less_of", { name }),
        t("more_of", { name }),
      ),
    );
  }
  return h(
    "label",
    { class: "option", key: option.id },
    h("input", {
      type: single ? "radio" : "checkbox",
      name: group.id,
      checked: count > 0,
      disabled: !option.is_available || (!single && !count && !canAdd(group, option, choice)),
      onChange: (event) => set(event.currentTarget.checked ? 1 : 0),
    }),
    words,
    h("span", { class: "money quiet" }, cost),
  );
}

/** Less, how many, more. */
export function stepper(count, least, most, set, less, more) {
  return h(
    "span",
    { class: "stepper" },
    h(
      "button",
      { type: "button", "aria-label": less, disabled: count <= least, onClick: () => set(count - 1) },
      icon("minus", { small: true }),
    ),
    h("output", null, count),
    h(
      "button",
      { type: "button", "aria-label": more, disabled: count >= most, onClick: () => set(count + 1) },
      icon("plus", { small: true }),
    ),
  );
}

function foot(view, control) {
  const { item, choice, line } = view;
  if (!orderable(item)) {
    return h("p", { class: "notice grow" }, t(item.ask_staff ? "ask_staff" : "sold_out"));
  }
  const side = (name, label) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(view.side === name),
        onClick: () => {
          view.side = name;
          control.redraw();
        },
      },
      icon(name === "mine" ? "user" : "users", { small: true }),
      label,
    );
  return [
    view.error ? h("p", { class: "error item-error", role: "alert" }, view.error) : null,
    atTable() && !line
      ? h(
          "div",
          { class: "segmented item-side", role: "group", "aria-label": t("cart") },
          side("mine", t("for_me")),
          side("table", t("for_table")),
        )
      : null,
    h(
      "div",
      { class: "item-do" },
      stepper(
        choice.quantity,
        1,
        MOST,
        (next) => {
          choice.quantity = next;
          control.redraw();
        },
        t("less"),
        t("more"),
      ),
      h(
        "button",
        {
          class: "button button-primary button-large",
          type: "submit",
          form: "item-form",
          "aria-busy": view.busy ? "true" : null,
        },
        h("span", null, line ? t("save") : t("add")),
        h("span", { class: "money" }, price(unitPrice(item, choice) * choice.quantity)),
      ),
    ),
  ];
}

async function submit(event, view, control) {
  event.preventDefault();
  if (view.busy) return;
  const { item, choice, line } = view;
  const [first] = problems(item, choice);
  if (first) {
    view.tried = true;
    control.redraw();
    const group = control.element.querySelector(`#group-${CSS.escape(first.groupId)}`);
    group.querySelector("input:not(:disabled), button:not(:disabled)")?.focus();
    group.scrollIntoView({ block: "center" });
    return;
  }
  const side = atTable() ? view.side : "mine";
  view.busy = true;
  control.redraw();
  try {
    await putLine(side, choice, line?.id);
    state.side = side;
    control.close();
    if (!line) toast(t(side === "mine" ? "added_me" : "added_table", { name: nameOf(item) }), { tone: "ok" });
  } catch (error) {
    view.busy = false;
    view.error = sorry(error);
    control.redraw();
  }
}
