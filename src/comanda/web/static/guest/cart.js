/**
 * The two carts: "mine" is kept on this phone, "table" on the server for everybody at the table. Neither adds anything
 * up: what an order costs is asked of the server.
 */

import { newId } from "/static/shared/api.js";
import { MOST, choiceOf, outdated, requestLine, unitPrice } from "./choice.js";
import { recall, remember } from "./keep.js";
import { server } from "./server.js";
import { sorry } from "./sorry.js";
import { KEYS, atTable, changed, state } from "./state.js";
import { hint } from "./visit.js";

/** A cart of an earlier evening is nobody's. */
const FORGET_MS = 12 * 60 * 60 * 1000;
const QUOTE_PAUSE_MS = 250;

/**
 * @typedef {{id: string, menuItemId: string, variantId?: string, quantity: number, notes?: string,
 *   modifiers: {modifierId: string, quantity: number}[]}} Line
 */

/** Take up the cart that this phone had. */
export function resumeCart() {
  const kept = recall(KEYS.cart);
  const good = kept && Date.now() - kept.at < FORGET_MS;
  state.cart = good ? kept : emptyCart();
}

function emptyCart() {
  return { sessionId: null, lines: [], notes: "", tableNotes: "" };
}

function save() {
  remember(KEYS.cart, { ...state.cart, at: Date.now() });
  state.refusal = null;
  changed();
  askQuote();
}

/** The cart belongs to a visit: chosen before it, it comes along; of another one, it goes. */
export function seatCart(phase) {
  const { sessionId } = state.seat;
  if (phase === "active" && state.cart.sessionId !== sessionId) {
    state.cart = { ...(state.cart.sessionId === null ? state.cart : emptyCart()), sessionId };
    save();
  } else if (phase === "ended") {
    state.cart = emptyCart();
    save();
  } else if (phase !== "active" && state.cart.sessionId !== null) {
    state.cart = { ...state.cart, sessionId: null };
    save();
  }
  askQuote();
}

/** The lines of a side that are not on their way to the kitchen already. */
export function linesOf(side) {
  if (side === "mine") return state.cart.lines;
  const sent = new Set(state.outbox?.body.cartLineIds ?? []);
  return (state.tableCart?.lines ?? []).filter((line) => !sent.has(line.id));
}

/** How many pieces wait in both carts. */
export function countAll() {
  return [...linesOf("mine"), ...linesOf("table")].reduce((sum, line) => sum + line.quantity, 0);
}

/** What a line shows of the menu; `item` is undefined when the menu has it no more. */
export function lineView(line) {
  const item = state.menu.byId.get(line.menuItemId);
  const choice = choiceOf(line);
  return { item, choice, price: item ? unitPrice(item, choice) * line.quantity : 0, ...outdated(item, choice) };
}

/**
 * Put a choice into a cart, or in place of the line `lineId`.
 * @param {"mine"|"table"} side
 * @param {import("./choice.js").Choice} choice
 * @param {string} [lineId]
 */
export async function putLine(side, choice, lineId) {
  const line = requestLine(choice);
  if (side === "table") {
    await server.put(`/api/customer/cart/lines/${lineId ?? newId()}`, line);
    hint(["tableCart"]);
    return;
  }
  const { lines } = state.cart;
  const same = lines.find((one) => one.id !== lineId && sameAs(one, line));
  if (same) {
    const quantity = Math.min(MOST, same.quantity + line.quantity);
    state.cart.lines = lines
      .filter((one) => one.id !== lineId)
      .map((one) => (one === same ? { ...one, quantity } : one));
  } else if (lines.some((one) => one.id === lineId)) {
    state.cart.lines = lines.map((one) => (one.id === lineId ? { id: lineId, ...line } : one));
  } else {
    state.cart.lines = [...lines, { id: newId(), ...line }];
  }
  save();
}

function sameAs(one, other) {
  const told = (line) =>
    JSON.stringify([
      line.menuItemId,
      line.variantId ?? null,
      line.notes ?? "",
      line.modifiers.map((part) => `${part.modifierId} ${part.quantity}`).sort(),
    ]);
  return told(one) === told(other);
}

/** @param {"mine"|"table"} side @param {Line} line @param {number} quantity 0 removes it */
export async function setQuantity(side, line, quantity) {
  if (side === "mine") {
    const { lines } = state.cart;
    state.cart.lines =
      quantity < 1
        ? lines.filter((one) => one.id !== line.id)
        : lines.map((one) => (one.id === line.id ? { ...one, quantity: Math.min(MOST, quantity) } : one));
    save();
    return;
  }
  if (quantity < 1) await server.del(`/api/customer/cart/lines/${line.id}`);
  else await putLine("table", { ...choiceOf(line), quantity }, line.id);
  hint(["tableCart"]);
}

/** Take out of a cart what the menu no longer has. */
export async function removeGone(side) {
  const gone = linesOf(side).filter((line) => isGone(line));
  if (side === "mine") {
    state.cart.lines = state.cart.lines.filter((line) => !gone.includes(line));
    save();
  } else {
    await Promise.all(gone.map((line) => setQuantity("table", line, 0)));
  }
}

/** Whether a line cannot be ordered as it stands. */
export function isGone(line) {
  const view = lineView(line);
  return view.gone || view.options.length > 0;
}

export function setNotes(side, text) {
  state.cart[side === "mine" ? "notes" : "tableNotes"] = text;
  remember(KEYS.cart, { ...state.cart, at: Date.now() });
}

export function notesOf(side) {
  return state.cart[side === "mine" ? "notes" : "tableNotes"];
}

/** What is sent to order a side. */
export function orderBody(side) {
  const notes = notesOf(side).trim();
  const lines = linesOf(side);
  return {
    type: "dine_in",
    items: side === "mine" ? lines.map(({ id: _, ...line }) => line) : [],
    ...(side === "table" ? { cartLineIds: lines.map((line) => line.id) } : {}),
    ...(notes ? { notes } : {}),
  };
}

/** What a quote is of: when it differs, the quote is of another cart. */
export function fingerprint(side) {
  return JSON.stringify([side, linesOf(side), state.menu.menu_version]);
}

/** Forget what this phone has in its cart: it became an order. */
export function emptyMine() {
  state.cart = { ...state.cart, lines: [], notes: "" };
  save();
}

/** Put lines back that did not become an order. */
export function putBack(lines, notes) {
  state.cart = { ...state.cart, lines: [...lines, ...state.cart.lines], notes: notes || state.cart.notes };
  remember(KEYS.cart, { ...state.cart, at: Date.now() });
  askQuote();
}

let timer = null;

/** Ask what the side that is looked at costs, unless that is known. */
export function askQuote() {
  clearTimeout(timer);
  timer = setTimeout(quoteNow, QUOTE_PAUSE_MS);
}

async function quoteNow() {
  const { side } = state;
  const of = fingerprint(side);
  const lines = linesOf(side);
  if (!atTable() || !lines.length || lines.some(isGone)) return setQuote({ phase: "none", of });
  if (state.quote.of === of && state.quote.phase === "known") return undefined;
  setQuote({ phase: "asking", of });
  try {
    const { notes: _, ...body } = orderBody(side);
    const data = await server.post("/api/customer/quote", body);
    if (of === fingerprint(state.side)) setQuote({ phase: "known", of, data });
  } catch (error) {
    if (of === fingerprint(state.side))
      setQuote({ phase: error.isUnknown ? "offline" : "refused", of, message: sorry(error) });
  }
  return undefined;
}

function setQuote(quote) {
  state.quote = { data: null, message: "", ...quote };
  changed();
}
