import { icon } from "/static/design/icons.js";
import { newId } from "../shared/api.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { QUANTITY, UNITS, here, quantity, quantityProblem, stockHead, typedQuantity } from "./stock-ui.js";
import { t } from "./t.js";
import { action, confirmed, field, openForm, sectionHead, waitingCards } from "./ui.js";

/**
 * How much there is of everything, what is low, and what came or went.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function levelsPage(app, main) {
  const state = { low: false };
  const live = app.live((signal) => app.manage.get(here(app, "/material-stocks"), { signal }), draw);

  async function add() {
    const listed = await attempt(() => app.manage.get("/materials"));
    if (!listed) return;
    const kept = new Set(live.data.map(({ material }) => material));
    const made = await materialForm(app, { others: listed.filter(({ id }) => !kept.has(id)) });
    if (!made) return;
    toast(t("levels.added", { name: made.name }), { tone: "ok" });
    await live.fetch();
  }

  async function change(one) {
    if (!(await materialForm(app, { stock: one }))) return;
    toast(t("saved"), { tone: "ok" });
    await live.fetch();
  }

  async function move(one) {
    if (!(await movementForm(app, one))) return;
    toast(t("saved"), { tone: "ok" });
    await live.fetch();
  }

  async function archive(one) {
    const question = {
      title: t("levels.archive_title", { name: one.name }),
      text: t("levels.archive_text"),
      confirm: t("levels.archive"),
    };
    if (!(await confirmed(question, () => app.manage.del(`/materials/${one.material}`)))) return;
    toast(t("levels.archived", { name: one.name }), { tone: "ok" });
    await live.fetch();
  }

  function row(one) {
    return h(
      "li",
      { key: one.material },
      h(
        "div",
        { class: "row stock-row" },
        h(
          "span",
          { class: "row-main" },
          h("span", { class: "row-title" }, one.name),
          h(
            "span",
            { class: "row-note row-line" },
            [one.sku, one.low_at === null ? null : t("levels.low_at_is", { qty: quantity(one.low_at, one.unit) })]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
        one.low ? h("span", { class: "badge", data: { tone: "waiting" } }, t("levels.low")) : null,
        h("span", { class: "row-end number strong" }, quantity(one.qty, one.unit)),
        h(
          "span",
          { class: "cluster stock-actions" },
          action("plus", t("levels.move"), () => move(one), { label: t("levels.move_of", { name: one.name }) }),
          iconButton("edit", t("change_of", { name: one.name }), () => change(one)),
          iconButton("trash", t("levels.archive_of", { name: one.name }), () => archive(one)),
        ),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    if (!live.data.length) {
      return emptyState(
        "tag",
        t("levels.none"),
        t("levels.none_note"),
        action("plus", t("levels.add"), add, { kind: "button-primary" }),
      );
    }
    const shown = state.low ? live.data.filter(({ low }) => low) : live.data;
    if (!shown.length) return emptyState("check-circle", t("levels.none_low"), t("levels.none_low_note"));
    return h("ul", { class: "list" }, shown.map(row));
  }

  function choice(low, text) {
    return h(
      "button",
      {
        type: "button",
        "aria-pressed": String(state.low === low),
        onClick: () => {
          state.low = low;
          draw();
        },
      },
      text,
    );
  }

  function draw() {
    const count = live.data?.filter(({ low }) => low).length ?? 0;
    redraw(
      main,
      stockHead(app, "levels"),
      sectionHead(
        t("levels.title"),
        t("levels.note"),
        live.data?.length ? action("plus", t("levels.add"), add, { kind: "button-primary" }) : null,
      ),
      live.data?.length
        ? h(
            "div",
            { class: "segmented log-filter", role: "group", "aria-label": t("levels.filter") },
            choice(false, t("levels.all", { count: live.data.length })),
            choice(true, t("levels.only_low", { count })),
          )
        : null,
      list(),
    );
  }

  draw();
}

function iconButton(name, label, onClick) {
  return h(
    "button",
    { class: "button button-quiet button-icon", type: "button", "aria-label": label, onClick },
    icon(name, { small: true }),
  );
}

/** Makes a material that the location keeps, takes one of the restaurant's, or changes one. */
function materialForm(app, { stock = null, others = [] }) {
  const state = { material: "" };
  return openForm({
    title: stock ? t("change_of", { name: stock.name }) : t("levels.add"),
    submit: t(stock ? "save" : "levels.add"),
    fields: (problems, redraw) => [
      others.length
        ? field("material", {
            label: t("levels.which"),
            tag: "select",
            attributes: {
              value: state.material,
              onChange: (event) => {
                state.material = event.currentTarget.value;
                redraw();
              },
            },
            children: [
              h("option", { value: "" }, t("levels.new")),
              others.map(({ id, name, unit }) => h("option", { value: id }, `${name} (${t(`unit.${unit}`)})`)),
            ],
          })
        : null,
      state.material
        ? null
        : [
            field("name", {
              label: t("levels.name"),
              problem: problems.name,
              attributes: { maxlength: 100, required: true, value: stock?.name ?? "" },
            }),
            field("unit", {
              label: t("levels.unit"),
              hint: stock ? t("levels.unit_hint") : null,
              problem: problems.unit,
              tag: "select",
              attributes: { value: stock?.unit ?? "pc" },
              children: UNITS.map((unit) => h("option", { value: unit }, t(`unit.${unit}`))),
            }),
            field("sku", {
              label: t("levels.sku"),
              problem: problems.sku,
              attributes: { maxlength: 50, value: stock?.sku ?? "" },
            }),
          ],
      field("low_at", {
        label: t("levels.low_at"),
        hint: t("levels.low_at_hint"),
        problem: problems.low_at,
        attributes: { ...QUANTITY, value: stock?.low_at ?? "" },
      }),
    ],
    check: (form) => {
      const said = new FormData(form);
      const lowAt = typedQuantity(said.get("low_at"));
      return {
        ...(state.material || String(said.get("name")).trim() ? {} : { name: t("levels.name_missing") }),
        ...(lowAt && quantityProblem(lowAt) ? { low_at: quantityProblem(lowAt) } : {}),
      };
    },
    send: async (form) => {
      const said = new FormData(form);
      const about = { name: said.get("name"), unit: said.get("unit"), sku: String(said.get("sku") ?? "").trim() || null };
      const lowAt = { low_at: typedQuantity(said.get("low_at")) || null };
      let id = stock?.material ?? state.material;
      if (stock) await app.manage.patch(`/materials/${id}`, about);
      else if (!id) {
        // From here on it is there: sent again, the form is about that one.
        id = (await app.manage.post("/materials", about)).id;
        state.material = id;
      }
      return app.manage.put(here(app, `/material-stocks/${id}`), lowAt);
    },
  });
}

/** Records a purchase, waste or an adjustment of a material. */
function movementForm(app, one) {
  // A lost answer does not double a purchase: sent again, it is the same one.
  const idempotencyKey = newId();
  return openForm({
    title: t("levels.move_of", { name: one.name }),
    note: t("levels.there_is", { qty: quantity(one.qty, one.unit) }),
    submit: t("save"),
    fields: (problems) => [
      field("kind", {
        label: t("levels.kind"),
        problem: problems.kind,
        tag: "select",
        children: ["purchase", "waste", "adjustment"].map((kind) =>
          h("option", { value: kind }, t(`movement.${kind}`)),
        ),
      }),
      field("qty", {
        label: t("levels.qty", { unit: t(`unit.${one.unit}`) }),
        hint: t("levels.qty_hint"),
        problem: problems.qty,
        attributes: { ...QUANTITY, required: true, autofocus: true },
      }),
      field("note", { label: t("levels.why"), problem: problems.note, attributes: { maxlength: 200 } }),
    ],
    check: (form) => {
      const problem = quantityProblem(typedQuantity(new FormData(form).get("qty")));
      return problem ? { qty: problem } : null;
    },
    send: (form) => {
      const said = new FormData(form);
      const body = {
        material: one.material,
        kind: said.get("kind"),
        qty: typedQuantity(said.get("qty")),
        note: String(said.get("note")).trim() || null,
      };
      return app.manage.post(here(app, "/stock-movements"), body, { idempotencyKey });
    },
  });
}
