import { icon } from "/static/design/icons.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { emptyState, errorState } from "./problems.js";
import { QUANTITY, quantity, quantityProblem, stockHead, typedQuantity } from "./stock-ui.js";
import { t } from "./t.js";
import { action, openForm, problemLine, sectionHead, waitingCards } from "./ui.js";

/**
 * What one of everything that is sold takes.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function recipesPage(app, main) {
  const state = { wanted: "" };
  const live = app.live(async (signal) => {
    const [recipes, materials] = await Promise.all([
      app.manage.get("/recipes", { signal }),
      app.manage.get("/materials", { signal }),
    ]);
    return { recipes, materials: new Map(materials.map((one) => [one.id, one])) };
  }, draw);

  async function change(one) {
    if (!(await recipeForm(app, one, [...live.data.materials.values()]))) return;
    toast(t("saved"), { tone: "ok" });
    await live.fetch();
  }

  function ingredients({ materials }) {
    if (!materials.length) return t("recipes.empty");
    return materials
      .map(({ material, qty }) => {
        const { name, unit } = live.data.materials.get(material) ?? { name: "?", unit: "pc" };
        return `${name} ${quantity(qty, unit)}`;
      })
      .join(", ");
  }

  function row(one) {
    return h(
      "li",
      { key: one.id },
      h(
        "button",
        { class: "row", type: "button", onClick: () => change(one) },
        h(
          "span",
          { class: "row-main" },
          h("span", { class: "row-title" }, titleOf(one)),
          h("span", { class: "row-note row-line" }, ingredients(one)),
        ),
        one.kind === "option" ? h("span", { class: "badge" }, t("recipes.option")) : null,
        icon("chevron-right", { small: true }),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    const wanted = state.wanted.toLocaleLowerCase();
    const found = live.data.recipes.filter((one) => titleOf(one).toLocaleLowerCase().includes(wanted));
    if (!found.length) return emptyState("search", t("recipes.none"), t("recipes.none_note"));
    return h("ul", { class: "list" }, found.map(row));
  }

  function draw() {
    redraw(
      main,
      stockHead(app, "recipes"),
      sectionHead(t("recipes.title"), t("recipes.note")),
      h(
        "label",
        { class: "field" },
        h("span", { class: "label" }, t("recipes.search")),
        h("input", {
          class: "input",
          type: "search",
          autocomplete: "off",
          onInput: (event) => {
            state.wanted = event.currentTarget.value;
            draw();
          },
        }),
      ),
      list(),
    );
  }

  draw();
}

function titleOf({ name, part }) {
  return part ? `${name}, ${part}` : name;
}

function recipeForm(app, one, materials) {
  const rows = one.materials.map(({ material, qty }) => ({ material, qty: String(qty) }));
  return openForm({
    title: titleOf(one),
    note: t("recipes.form_note"),
    submit: t("save"),
    fields: (problems, redraw) => [
      h(
        "fieldset",
        {
          class: "field ingredients",
          data: { field: "materials" },
          key: "materials",
          "aria-describedby": problems.materials ? "materials-problem" : null,
        },
        h("legend", { class: "label" }, t("recipes.materials")),
        problems.materials ? problemLine("materials", problems.materials) : null,
        rows.map((row, at) => ingredient(row, at, redraw)),
      ),
      h(
        "div",
        { key: "add" },
        action("plus", t("recipes.add"), () => {
          rows.push({ material: materials[0]?.id ?? "", qty: "" });
          redraw();
        }),
      ),
    ],
    check: () => {
      const wrong = rows.map(({ qty }) => quantityProblem(typedQuantity(qty))).find(Boolean);
      return wrong ? { materials: wrong } : null;
    },
    send: () => {
      const path = one.kind === "option" ? "modifier-options" : "variants";
      const said = rows.map(({ material, qty }) => ({ material, qty: typedQuantity(qty) }));
      return app.manage.put(`/${path}/${one.id}/materials`, { materials: said });
    },
  });

  function ingredient(row, at, redraw) {
    const number = at + 1;
    return h(
      "div",
      { class: "ingredient" },
      h(
        "select",
        {
          class: "select",
          "aria-label": t("recipes.material_nr", { number }),
          value: row.material,
          onChange: (event) => {
            row.material = event.currentTarget.value;
          },
        },
        materials.map(({ id, name, unit }) => h("option", { value: id }, `${name} (${t(`unit.${unit}`)})`)),
      ),
      h("input", {
        ...QUANTITY,
        "aria-label": t("recipes.qty_nr", { number }),
        value: row.qty,
        onInput: (event) => {
          row.qty = event.currentTarget.value;
        },
      }),
      h(
        "button",
        {
          class: "button button-quiet button-icon",
          type: "button",
          "aria-label": t("recipes.remove_nr", { number }),
          onClick: () => {
            rows.splice(at, 1);
            redraw();
          },
        },
        icon("x", { small: true }),
      ),
    );
  }
}
