/** What a guest chooses of one item before it goes into a cart. Pure; money in minor units. */

import { avoided } from "./menu.js";

export const MOST = 99;

/**
 * @typedef {{itemId: string, variantId: string|null, counts: Record<string, number>, quantity: number,
 *   notes: string}} Choice
 */

/**
 * The choice that a sheet opens with: first variant to be had, and the defaults that the guest may eat.
 * @returns {Choice}
 */
export function startChoice(item, taste) {
  const variant = (item.variants ?? []).find((one) => one.is_available && one.price !== null);
  const counts = {};
  for (const group of item.modifier_groups) {
    let room = group.max_selections ?? Infinity;
    for (const option of group.modifiers) {
      if (option.is_default && option.is_available && room > 0 && !avoided(option, taste).length) {
        counts[option.id] = 1;
        room -= 1;
      }
    }
  }
  return { itemId: item.id, variantId: variant?.id ?? null, counts, quantity: 1, notes: "" };
}

/** How many are chosen of a group. */
export function chosen(group, choice) {
  return group.modifiers.reduce((sum, option) => sum + (choice.counts[option.id] ?? 0), 0);
}

/** Whether one more of the option can be taken. */
export function canAdd(group, option, choice) {
  const most = group.max_selections ?? Infinity;
  return (
    option.is_available && (choice.counts[option.id] ?? 0) < (option.max_quantity ?? 1) && chosen(group, choice) < most
  );
}

/**
 * What is still wrong with a choice.
 * @returns {{groupId: string, missing: number, excess: number}[]}
 */
export function problems(item, choice) {
  return item.modifier_groups.flatMap((group) => {
    const count = chosen(group, choice);
    const missing = Math.max(0, (group.min_selections ?? 0) - count);
    const excess = group.max_selections ? Math.max(0, count - group.max_selections) : 0;
    return missing || excess ? [{ groupId: group.id, missing, excess }] : [];
  });
}

/** Price of one, with what was added to it. */
export function unitPrice(item, choice) {
  const variant = (item.variants ?? []).find((one) => one.id === choice.variantId);
  let price = variant?.price ?? item.price ?? 0;
  for (const group of item.modifier_groups) {
    for (const option of group.modifiers) price += option.price * (choice.counts[option.id] ?? 0);
  }
  return price;
}

/** The choice as a request names it. */
export function requestLine(choice) {
  return {
    menuItemId: choice.itemId,
    ...(choice.variantId ? { variantId: choice.variantId } : {}),
    quantity: choice.quantity,
    ...(choice.notes.trim() ? { notes: choice.notes.trim() } : {}),
    modifiers: Object.entries(choice.counts)
      .filter(([, quantity]) => quantity > 0)
      .map(([modifierId, quantity]) => ({ modifierId, quantity })),
  };
}

/** The choice behind a line of a cart, wherever that is kept. */
export function choiceOf(line) {
  const counts = {};
  for (const one of line.modifiers ?? []) counts[one.modifierId ?? one.id] = one.quantity ?? 1;
  return {
    itemId: line.menuItemId,
    variantId: line.variantId ?? null,
    counts,
    quantity: line.quantity,
    notes: line.notes ?? "",
  };
}

/**
 * What of a choice the menu no longer offers: `item`, `variant`, or the ids of options.
 * @returns {{gone: boolean, options: string[]}}
 */
export function outdated(item, choice) {
  if (!item || !item.is_available) return { gone: true, options: [] };
  const variant = (item.variants ?? []).find((one) => one.id === choice.variantId);
  if (choice.variantId && !variant?.is_available) return { gone: true, options: [] };
  const offered = new Map(item.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.id, one]));
  const options = Object.keys(choice.counts).filter((id) => choice.counts[id] && !offered.get(id)?.is_available);
  return { gone: false, options };
}
