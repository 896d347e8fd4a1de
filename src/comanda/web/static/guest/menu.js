/** The menu as the page reads it: by id, by section, and through what a guest cannot or does not eat. Pure. */

/** Diets that narrow a menu down; the other tags (spicy, alcohol) only describe. */
export const DIETS = ["vegetarian", "vegan", "gluten_free", "dairy_free", "halal"];

/**
 * @typedef {{text: string, avoid: string[], diets: string[], hide: boolean}} Taste
 *   `avoid` holds allergens, `hide` says whether what does not fit leaves the list or is only marked.
 */

/** @type {Taste} */
export const ANYTHING = { text: "", avoid: [], diets: [], hide: true };

/**
 * Index a menu.
 * @param {object} data of GET …/menu
 */
export function indexMenu(data) {
  const items = new Map(data.items.map((item) => [item.id, item]));
  const categories = new Map(data.categories.map((category) => [category.id, category]));
  // In the order they came in, which is the menu's; a category without dishes of its own may be missing.
  const sections = data.categories
    .map((category) => ({
      category,
      parent: categories.get(category.parent_id) ?? null,
      items: data.items.filter((item) => item.category_id === category.id),
    }))
    .filter((section) => section.items.length);
  const allergens = new Set();
  const diets = new Set();
  for (const item of data.items) {
    item.allergens.forEach((one) => allergens.add(one));
    item.dietary_tags.forEach((one) => DIETS.includes(one) && diets.add(one));
    for (const option of options(item)) option.allergens.forEach((one) => allergens.add(one));
  }
  return {
    ...data,
    byId: items,
    sections,
    allergens: [...allergens].sort(),
    diets: DIETS.filter((one) => diets.has(one)),
  };
}

function options(item) {
  return item.modifier_groups.flatMap((group) => group.modifiers);
}

/** Lower case without accents, so that "ceviche" finds "Cevichería". */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether everything that was typed is in the item's names or descriptions, in any language. */
export function found(item, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return true;
  const all = [
    item.name,
    item.description,
    ...Object.values(item.names ?? {}),
    ...Object.values(item.descriptions ?? {}),
  ];
  const hay = plain(all.filter(Boolean).join(" "));
  return words.every((word) => hay.includes(word));
}

/** The allergens of `things` (an item or an option) that the guest avoids. */
export function avoided(thing, taste) {
  return thing.allergens.filter((one) => taste.avoid.includes(one));
}

/**
 * Why the guest cannot eat this, if so.
 * @returns {{allergens: string[], diets: string[], group: object|null}|null} `group` is a choice that must be made and
 *   that has nothing left to choose; null means the item fits
 */
export function obstacle(item, taste) {
  const allergens = avoided(item, taste);
  const diets = taste.diets.filter((one) => !item.dietary_tags.includes(one));
  const group = item.modifier_groups.find((one) => {
    const free = one.modifiers.filter((option) => option.is_available && !avoided(option, taste).length);
    return free.reduce((sum, option) => sum + (option.max_quantity ?? 1), 0) < (one.min_selections ?? 0);
  });
  // A group that is empty for everybody is sold out, not an allergy.
  const blocking =
    group && taste.avoid.length && group.modifiers.some((one) => avoided(one, taste).length) ? group : null;
  return allergens.length || diets.length || blocking ? { allergens, diets, group: blocking } : null;
}

/** Diets and what else describes an item in a word. */
export function tagsOf(item) {
  return item.spice_level ? [...item.dietary_tags, "spicy"] : item.dietary_tags;
}

/** Whether the item can be ordered now: available, with a price, and with enough left in each choice to make. */
export function orderable(item) {
  if (!item.is_available) return false;
  const variants = item.variants ?? [];
  if (variants.length && !variants.some((one) => one.is_available && one.price !== null)) return false;
  if (!variants.length && (item.price === null || item.price === undefined)) return false;
  return item.modifier_groups.every((group) => {
    const free = group.modifiers.filter((option) => option.is_available);
    return free.reduce((sum, option) => sum + (option.max_quantity ?? 1), 0) >= (group.min_selections ?? 0);
  });
}

/** The cheapest way to have the item, and whether there are dearer ones. */
export function startingPrice(item) {
  // What is weighed or priced at the table.
  if (item.ask_staff) return { price: null, from: false };
  const prices = (item.variants ?? []).map((one) => one.price).filter((price) => price !== null && price !== undefined);
  if (!prices.length) return { price: item.price ?? null, from: false };
  return { price: Math.min(...prices), from: new Set(prices).size > 1 };
}
