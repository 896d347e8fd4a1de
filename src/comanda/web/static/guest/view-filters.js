/** What the guest cannot or does not eat. */

import { openDialog } from "/static/shared/dialog.js";
import { h } from "/static/shared/dom.js";
import { t, word } from "./i18n.js";
import { onChange, setTaste, state } from "./state.js";

let sheet = null;
onChange(() => sheet?.redraw());

/** Open the sheet; every tap is at work at once. */
export function openFilters() {
  sheet = openDialog({
    title: t("filters"),
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "stack" },
        chips(t("avoid"), "allergen", state.menu.allergens, "avoid"),
        state.menu.diets.length ? chips(t("diet"), "diet", state.menu.diets, "diets") : null,
        h(
          "div",
          { class: "spread" },
          h(
            "div",
            null,
            h("p", { class: "strong", id: "hide-label" }, t("hide")),
            h("p", { class: "hint", id: "hide-hint" }, t("hide_text")),
          ),
          h("button", {
            class: "switch",
            type: "button",
            role: "switch",
            "aria-checked": String(state.taste.hide),
            "aria-labelledby": "hide-label",
            "aria-describedby": "hide-hint",
            onClick: () => setTaste({ hide: !state.taste.hide }),
          }),
        ),
        h("p", { class: "notice" }, t("filters_note")),
      ),
      foot: [
        h(
          "button",
          { class: "button", type: "button", onClick: () => setTaste({ avoid: [], diets: [] }) },
          t("clear_filters"),
        ),
        h("button", { class: "button button-primary", type: "button", onClick: () => close() }, t("show_results")),
      ],
    }),
    onClose: () => {
      sheet = null;
    },
  });
}

function chips(legend, group, all, field) {
  const chosen = state.taste[field];
  const named = all.map((one) => [one, word(group, one)]).sort(([, a], [, b]) => a.localeCompare(b));
  const toggle = (one) =>
    setTaste({ [field]: chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one] });
  return h(
    "fieldset",
    { class: "stack filter-group" },
    h("legend", { class: "strong" }, legend),
    h(
      "div",
      { class: "cluster" },
      named.map(([one, name]) =>
        h(
          "button",
          {
            class: "chip",
            key: one,
            type: "button",
            "aria-pressed": String(chosen.includes(one)),
            onClick: () => toggle(one),
          },
          name,
        ),
      ),
    ),
  );
}
