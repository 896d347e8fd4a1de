import { h } from "../shared/dom.js";
import { t } from "./t.js";

/**
 * Draws the all-day counts: what is to cook over all tickets, by dish and variant.
 *
 * @param {any[]} items what is still to cook
 */
export function allDayPanel(items) {
  const counts = count(items);
  return h(
    "aside",
    { class: "all-day", "aria-label": t("kitchen.all_day") },
    h("h2", null, t("kitchen.all_day")),
    h("p", { class: "small quiet" }, t("kitchen.all_day_note")),
    counts.length
      ? h(
          "ul",
          { class: "all-day-list" },
          counts.map(({ key, name, variant, count: many }) =>
            h(
              "li",
              { class: "all-day-line", key },
              h("span", { class: "all-day-count" }, many),
              h("span", null, name, variant ? h("span", { class: "quiet" }, ` ${variant}`) : null),
            ),
          ),
        )
      : h("p", { class: "quiet" }, t("kitchen.all_day_none")),
  );
}

/** Most first, so that the eye finds what to cook together. */
function count(items) {
  const counts = new Map();
  for (const { name, variant_name: variant, quantity } of items) {
    const key = `${name}/${variant ?? ""}`;
    const entry = counts.get(key) ?? { key, name, variant, count: 0 };
    entry.count += quantity;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((one, other) => other.count - one.count || one.name.localeCompare(other.name));
}
