import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { emptyState, errorState, wordsOf } from "./problems.js";
import { QUANTITY, here, quantity, quantityProblem, stockHead, typedQuantity } from "./stock-ui.js";
import { t } from "./t.js";
import { action, confirmed, field, moment, openForm, sectionHead, waitingCards } from "./ui.js";

/**
 * Stock takes: the one that runs, to count in on a phone, and those that were.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function takesPage(app, main) {
  /** What was typed and is not saved, by material, and what is wrong with it. */
  const state = { typed: new Map(), problems: new Map(), busy: false };
  const live = app.live(async (signal) => {
    const [takes, materials] = await Promise.all([
      app.manage.get(here(app, "/stock-takes"), { signal }),
      app.manage.get(here(app, "/material-stocks"), { signal }),
    ]);
    return { takes, materials };
  }, draw);

  const running = () => live.data?.takes.find(({ status }) => status === "running");

  async function start() {
    const made = await openForm({
      title: t("takes.start"),
      note: t("takes.start_note"),
      submit: t("takes.start"),
      fields: (problems) =>
        field("notes", { label: t("takes.notes"), problem: problems.notes, attributes: { maxlength: 200 } }),
      send: (form) =>
        app.manage.post(here(app, "/stock-takes"), { notes: String(new FormData(form).get("notes")).trim() || null }),
    });
    if (made) await live.fetch();
  }

  /** Saves what was typed; resolves to whether all of it is saved. */
  async function save() {
    state.problems = new Map();
    const counts = [];
    for (const [material, typed] of state.typed) {
      const counted = typedQuantity(typed);
      const problem = counted.startsWith("-") ? t("takes.negative") : quantityProblem(counted);
      if (problem) state.problems.set(material, problem);
      else counts.push({ material, counted });
    }
    if (state.problems.size) {
      draw();
      main.querySelector("[aria-invalid=true]")?.focus();
      return false;
    }
    if (!counts.length) return true;
    state.busy = true;
    draw();
    try {
      await app.manage.put(here(app, `/stock-takes/${running().id}/counts`), { counts });
      for (const { material } of counts) state.typed.delete(material);
      await live.fetch();
      toast(t("takes.saved", { count: counts.length }), { tone: "ok" });
      return true;
    } catch (error) {
      toast(wordsOf(error), { tone: "danger" });
      return false;
    } finally {
      state.busy = false;
      draw();
    }
  }

  async function finish() {
    if (!(await save())) return;
    const take = running();
    const question = {
      title: t("takes.finish_title"),
      text: t("takes.finish_text", { count: take.counts.length }),
      confirm: t("takes.finish"),
    };
    if (!(await confirmed(question, () => app.manage.post(here(app, `/stock-takes/${take.id}/finish`))))) return;
    toast(t("takes.finished"), { tone: "ok" });
    await live.fetch();
  }

  async function cancelTake() {
    const question = {
      title: t("takes.cancel_title"),
      text: t("takes.cancel_text"),
      confirm: t("takes.cancel"),
    };
    const path = here(app, `/stock-takes/${running().id}/cancel`);
    if (!(await confirmed(question, () => app.manage.post(path)))) return;
    state.typed.clear();
    await live.fetch();
  }

  function counting(take) {
    const counted = new Map(take.counts.map((one) => [one.material, one]));
    return h(
      "section",
      { class: "card stack", "aria-labelledby": "counting", key: "counting" },
      h(
        "div",
        { class: "cluster" },
        h("h3", { id: "counting" }, t("takes.running")),
        h("span", { class: "badge", data: { tone: "info" } }, `${counted.size}/${live.data.materials.length}`),
      ),
      h("p", { class: "quiet" }, t("takes.since"), " ", moment(take.started_at), take.notes ? ` · ${take.notes}` : null),
      h(
        "form",
        {
          class: "stack",
          novalidate: true,
          onSubmit: (event) => {
            event.preventDefault();
            save();
          },
        },
        h(
          "ul",
          { class: "list list-plain" },
          live.data.materials.map((one) => countRow(one, counted.get(one.material))),
        ),
        h(
          "div",
          { class: "cluster count-actions" },
          h(
            "button",
            { class: "button button-soft", type: "submit", "aria-busy": state.busy ? "true" : null },
            t("takes.save"),
          ),
          action("check", t("takes.finish"), finish, { kind: "button-primary" }),
          action("x", t("takes.cancel"), cancelTake, { kind: "button-quiet button-danger" }),
        ),
      ),
    );
  }

  function countRow(one, count) {
    const problem = state.problems.get(one.material);
    const named = `count-${one.material}`;
    return h(
      "li",
      { key: one.material, class: "row count-row" },
      h(
        "label",
        { class: "row-main", for: named },
        h("span", { class: "row-title" }, one.name),
        h(
          "span",
          { class: "row-note row-line" },
          count
            ? t("takes.counted", { qty: quantity(count.counted, one.unit), expected: quantity(count.expected, one.unit) })
            : t(`unit.${one.unit}`),
        ),
        problem ? h("span", { class: "error", id: `${named}-problem` }, problem) : null,
      ),
      h("input", {
        ...QUANTITY,
        id: named,
        autocomplete: "off",
        enterkeyhint: "next",
        value: state.typed.get(one.material) ?? "",
        "aria-invalid": problem ? "true" : null,
        "aria-describedby": problem ? `${named}-problem` : null,
        onInput: (event) => {
          if (event.currentTarget.value.trim()) state.typed.set(one.material, event.currentTarget.value);
          else state.typed.delete(one.material);
        },
      }),
    );
  }

  function past(take) {
    const names = new Map(live.data.materials.map((one) => [one.material, one]));
    const differences = take.counts.filter(({ counted, expected }) => counted !== expected);
    return h(
      "li",
      { key: take.id },
      h(
        "div",
        { class: "row" },
        h(
          "span",
          { class: "row-main" },
          h("span", { class: "row-title" }, moment(take.ended_at), take.notes ? ` · ${take.notes}` : null),
          h(
            "span",
            { class: "row-note row-line" },
            take.status === "cancelled"
              ? null
              : differences.length
                ? differences
                    .map(({ material, counted, expected }) => {
                      const one = names.get(material) ?? { name: t("movements.archived"), unit: "pc" };
                      const difference = Math.round((counted - expected) * 1000) / 1000;
                      return `${one.name} ${quantity(difference, one.unit, { signed: true })}`;
                    })
                    .join(", ")
                : t("takes.no_difference"),
          ),
        ),
        h(
          "span",
          { class: "badge", data: { tone: take.status === "cancelled" ? null : "ok" } },
          take.status === "cancelled" ? t("takes.is_cancelled") : t("takes.count_of", { count: take.counts.length }),
        ),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    const take = running();
    const ended = live.data.takes.filter(({ status }) => status !== "running");
    return [
      take ? counting(take) : null,
      ended.length
        ? h("ul", { class: "list", key: "past" }, ended.map(past))
        : take
          ? null
          : emptyState("list", t("takes.none"), t("takes.none_note")),
    ];
  }

  function draw() {
    redraw(
      main,
      stockHead(app, "takes"),
      sectionHead(
        t("takes.title"),
        t("takes.note"),
        live.data && !running() ? action("plus", t("takes.start"), start, { kind: "button-primary" }) : null,
      ),
      list(),
    );
  }

  draw();
}
