import { h } from "../shared/dom.js";
import { t } from "./t.js";

/** What the pages about stock are made of. */

const SECTIONS = [
  ["levels", "/office/stock"],
  ["movements", "/office/stock/movements"],
  ["recipes", "/office/stock/recipes"],
  ["takes", "/office/stock/takes"],
];

/** The units that a material may be counted in, as the Manage API knows them. */
export const UNITS =
  "pc portion slice g kg ml cl litre can bottle jar pack bag box bunch".split(" ");

/**
 * The head of the stock pages: their title, the location they are about, and the sections.
 *
 * @param {any} app
 * @param {string} current the route that is shown
 */
export function stockHead(app, current) {
  return h(
    "header",
    { class: "stack", vars: { "--gap": "var(--space-5)" } },
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("stock.title")), h("p", { class: "quiet" }, t("stock.note"))),
      app.branches.length > 1
        ? h(
            "label",
            { class: "field" },
            h("span", { class: "label" }, t("stock.location")),
            h(
              "select",
              { class: "select", value: app.branchId, onChange: (event) => app.chooseBranch(event.target.value) },
              app.branches.map(({ id, name }) => h("option", { value: id }, name)),
            ),
          )
        : null,
    ),
    h(
      "nav",
      { class: "tabs", "aria-label": t("stock.sections") },
      SECTIONS.map(([name, href]) =>
        h("a", { class: "tab", href, "aria-current": name === current ? "page" : null }, t(`${name}.title`)),
      ),
    ),
  );
}

/**
 * The path of something at the location that is shown.
 *
 * @param {any} app
 * @param {string} path
 */
export function here(app, path) {
  return `/locations/${app.branchId}${path}`;
}

const NUMBER = new Intl.NumberFormat(navigator.language, { maximumFractionDigits: 3 });
const SIGNED = new Intl.NumberFormat(navigator.language, { maximumFractionDigits: 3, signDisplay: "exceptZero" });

/**
 * A quantity with its unit, such as 10.252 litre.
 *
 * @param {number} amount
 * @param {string} unit
 * @param {{signed?: boolean}} [options]
 */
export function quantity(amount, unit, { signed = false } = {}) {
  return `${(signed ? SIGNED : NUMBER).format(amount)} ${t(`unit.${unit}`)}`;
}

/**
 * What somebody typed as a quantity, as the API takes it; a comma may stand for the point.
 *
 * @param {FormDataEntryValue | null} typed
 */
export function typedQuantity(typed) {
  return String(typed ?? "")
    .trim()
    .replace(",", ".");
}

/** What is wrong with a quantity that was typed, null when nothing is. */
export function quantityProblem(typed) {
  return /^-?\d+(\.\d{1,3})?$/.test(typed) ? null : t("stock.quantity_wrong");
}

/** The attributes of a field for a quantity: the keyboard for numbers, on phones too. */
export const QUANTITY = { inputmode: "decimal", maxlength: 14, class: "input number" };
