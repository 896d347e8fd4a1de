/** The page's words and the menu's names in the guest's language. */

import { formatMoney } from "/static/shared/money.js";
import { recall, remember } from "./keep.js";
import { KEYS, changed, state } from "./state.js";

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];
const { branch } = state.menu;
const root = document.documentElement;
const known = root.dataset.words.split(" ");
// ISO 4217 begins with the country's code, so this writes money as the country does: S/ in Peru, whatever is read.
const money = { currency: branch.currency, exponent: branch.currency_exponent, locale: locale() };

let words = JSON.parse(document.getElementById("words").textContent);
let language = branch.language;
let plurals = new Intl.PluralRules(words.code);

function locale() {
  const guess = `${branch.language}-${branch.currency.slice(0, 2)}`;
  try {
    return Intl.getCanonicalLocales(guess)[0];
  } catch {
    return undefined;
  }
}

/**
 * A sentence of the page: `t("hello", {name})`. With `count`, the form that the language has for that number.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = words[key] ?? words[`${key}_${plurals.select(values.count ?? 0)}`] ?? words[`${key}_other`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Words that may be missing, such as an allergen's that only this restaurant has. */
export function word(group, key) {
  return words[`${group}_${key}`] ?? key.replaceAll("_", " ");
}

/** A name in the guest's language, else in the restaurant's. */
export function nameOf(thing) {
  return thing.names?.[language] ?? thing.name;
}

/** The name of what was ordered: as the menu says it now, else as it was sold. */
export function soldName(sold) {
  const item = state.menu.byId.get(sold.menu_item_id);
  return item ? nameOf(item) : sold.name;
}

export function aboutOf(item) {
  return item.descriptions?.[language] ?? item.description ?? "";
}

/** @param {number} amount in minor units */
export function price(amount) {
  return formatMoney(amount, money);
}

/** "milk, nuts and fish" */
export function listed(parts) {
  return new Intl.ListFormat(words.code, { type: "conjunction" }).format(parts);
}

/** The language of the page's own words, which may know fewer than the menu. */
export function wordsLanguage() {
  return words.code;
}

/** The language of the menu's names. */
export function currentLanguage() {
  return language;
}

/** A language's name in itself. */
export function languageName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** The language that the guest chose here before. */
export function rememberedLanguage() {
  const chosen = recall(KEYS.language);
  return branch.languages.includes(chosen) ? chosen : branch.language;
}

/**
 * Show everything in another language. Whoever reads it aloud is told which words are in which: a menu may know
 * languages that the page does not.
 * @param {string} code one of the branch's languages
 */
export async function speak(code) {
  if (code !== words.code && known.includes(code)) {
    const answer = await fetch(`/static/guest/words/${code}.json`);
    words = { ...(await answer.json()), code };
  } else if (!known.includes(code) && words.code !== "en") {
    const answer = await fetch("/static/guest/words/en.json");
    words = { ...(await answer.json()), code: "en" };
  }
  plurals = new Intl.PluralRules(words.code);
  language = code;
  root.lang = words.code;
  root.dir = RIGHT_TO_LEFT.includes(words.code) ? "rtl" : "ltr";
  remember(KEYS.language, code === branch.language ? null : code);
  changed();
}
