/** The menu as a list. The server has drawn the same list into the document: the two must stay alike. */

import { icon } from "/static/design/icons.js";
import { h, redraw } from "/static/shared/dom.js";
import { aboutOf, currentLanguage, listed, nameOf, price, t, word } from "./i18n.js";
import { found, obstacle, orderable, startingPrice, tagsOf } from "./menu.js";
import { setTaste, state } from "./state.js";

const list = document.getElementById("list");
const bar = document.getElementById("bar");
const tools = document.getElementById("tools");
let drawn = [];
let spy = null;
let spied = "";
/** While a tapped section is being scrolled to, those passed on the way are not marked. */
let heading = null;

/** Draw what has changed. */
export function drawMenu() {
  const now = [state.menu, state.taste, currentLanguage()];
  if (now.every((part, place) => part === drawn[place])) return;
  drawn = now;
  const { menu, taste } = state;
  let shown = 0;
  let hidden = 0;
  const sections = menu.sections.flatMap((section) => {
    const rows = section.items.flatMap((item) => {
      if (!found(item, taste.text)) return [];
      const against = obstacle(item, taste);
      if (against && taste.hide) {
        hidden += 1;
        return [];
      }
      shown += 1;
      return [row(item, against)];
    });
    return rows.length ? [{ ...section, rows }] : [];
  });
  drawTools(sections);
  list.lang = currentLanguage();
  redraw(list, ...sections.map(drawSection), sections.length ? null : nothing(), hidden ? hiddenNote(hidden) : null);
  const narrowed = taste.text || taste.avoid.length || taste.diets.length;
  document.getElementById("found").textContent = narrowed ? t("found", { count: shown }) : "";
  watchSections();
}

function drawTools(sections) {
  const { taste } = state;
  const filters = taste.avoid.length + taste.diets.length;
  redraw(
    tools,
    h(
      "div",
      { class: "search grow" },
      icon("search"),
      h("input", {
        class: "input",
        id: "search",
        type: "search",
        "aria-label": t("search"),
        placeholder: t("search"),
        enterkeyhint: "search",
        autocomplete: "off",
        value: taste.text,
        onInput: (event) => setTaste({ text: event.currentTarget.value }),
      }),
    ),
    h(
      "button",
      {
        class: ["button", "button-icon", "button-round", "filter-button", filters && "button-primary"],
        id: "filters",
        type: "button",
        "aria-haspopup": "dialog",
        "aria-label": filters ? `${t("filters")}: ${t("filters_count", { count: filters })}` : t("filters"),
        onClick: async () => (await import("./view-filters.js")).openFilters(),
      },
      icon("leaf"),
      filters ? h("span", { class: "filter-count", "aria-hidden": "true" }, filters) : null,
    ),
  );
  redraw(
    bar,
    ...sections.map(({ category }) =>
      h(
        "a",
        {
          class: "section-link",
          key: category.id,
          href: `#c-${category.id}`,
          "aria-current": spied === category.id ? "true" : null,
          onClick: (event) => goTo(event, category.id),
        },
        nameOf(category),
      ),
    ),
  );
  bar.parentElement.hidden = sections.length < 2;
}

function drawSection({ category, parent, rows }) {
  return h(
    "section",
    { class: "shelf", id: `c-${category.id}`, key: category.id, "aria-labelledby": `h-${category.id}` },
    h(
      "div",
      { class: "shelf-head" },
      parent ? h("p", { class: "overline" }, nameOf(parent)) : null,
      h("h2", { class: "display", id: `h-${category.id}` }, nameOf(category)),
    ),
    h("ul", { class: "dishes" }, rows),
  );
}

function row(item, against) {
  const { price: least, from } = startingPrice(item);
  const money = least === null ? t("ask_price") : price(least);
  const available = orderable(item);
  return h(
    "li",
    { key: item.id },
    h(
      "a",
      { class: ["dish", !available && !item.ask_staff && "dish-gone"], href: `#/item/${item.id}` },
      h(
        "div",
        { class: "dish-text" },
        h("h3", { class: "dish-name" }, nameOf(item)),
        aboutOf(item) ? h("p", { class: "dish-about" }, aboutOf(item)) : null,
        h(
          "p",
          { class: "dish-foot" },
          h("span", { class: "money" }, from ? t("from", { price: money }) : money),
          available || item.ask_staff ? null : h("span", { class: "badge" }, t("sold_out")),
          tagsOf(item).map((tag) => h("span", { class: "tag", data: { tag } }, word("diet", tag))),
        ),
        against ? h("p", { class: "dish-against" }, whyNot(against)) : null,
      ),
      item.image_url
        ? h("img", {
            class: "dish-image",
            src: item.image_url,
            alt: "",
            width: 96,
            height: 96,
            loading: "lazy",
            decoding: "async",
          })
        : null,
    ),
  );
}

/** Why the guest cannot eat it, in words. */
export function whyNot({ allergens, diets, group }) {
  if (allergens.length)
    return t("contains", { list: listed(allergens.map((one) => word("allergen", one).toLowerCase())) });
  if (diets.length) return t("not_diet", { list: listed(diets.map((one) => word("diet", one).toLowerCase())) });
  return t("no_choice_left", { group: nameOf(group) });
}

function nothing() {
  return h(
    "div",
    { class: "empty", key: "nothing" },
    icon("search"),
    h("p", { class: "title" }, t("found_none")),
    h(
      "button",
      { class: "button", type: "button", onClick: () => setTaste({ text: "", avoid: [], diets: [] }) },
      t("clear_filters"),
    ),
  );
}

function hiddenNote(count) {
  return h("p", { class: "hidden-note quiet small", key: "hidden" }, t("hidden", { count }));
}

function goTo(event, id) {
  event.preventDefault();
  heading = id;
  mark(id);
  const target = document.getElementById(`c-${id}`);
  target.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const arrived = () => (heading = null);
  if ("onscrollend" in window) addEventListener("scrollend", arrived, { once: true });
  else setTimeout(arrived, 800);
  // Reading goes on from there, by keyboard and by screen reader too.
  const title = target.querySelector("h2");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

function mark(id) {
  if (spied === id) return;
  spied = id;
  for (const link of bar.children) {
    if (link.dataset.key === id) {
      link.setAttribute("aria-current", "true");
      // Not scrollIntoView: that would move the page as well.
      bar.scrollTo({ left: link.offsetLeft - (bar.clientWidth - link.clientWidth) / 2, behavior: "smooth" });
    } else link.removeAttribute("aria-current");
  }
}

function watchSections() {
  spy?.disconnect();
  spy = new IntersectionObserver(
    () => {
      if (heading) return;
      const line = bar.getBoundingClientRect().bottom + 24;
      let current = null;
      for (const section of list.querySelectorAll(".shelf")) {
        if (section.getBoundingClientRect().top > line) break;
        current = section;
      }
      const id = (current ?? list.querySelector(".shelf"))?.dataset.key;
      if (id) mark(id);
    },
    // A line just below the bar: told whenever a section's edge crosses it.
    { rootMargin: "-140px 0px -70% 0px", threshold: 0 },
  );
  for (const section of list.querySelectorAll(".shelf")) spy.observe(section);
}
