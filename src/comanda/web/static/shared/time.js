/** Ages and clocks. Times come from the API as ISO texts; the screen's own clock may be wrong, so it is corrected. */
import { h } from "./dom.js";

let skewMs = 0;
let ticker = null;

/**
 * Learns how far this device's clock is off, from a timestamp that the server has just sent.
 *
 * @param {number} serverNow milliseconds
 */
export function learnServerTime(serverNow) {
  const skew = serverNow - Date.now();
  // Small differences are the network's.
  skewMs = Math.abs(skew) > 2000 ? skew : 0;
}

/** @returns {number} what time it is for the server (ms) */
export function now() {
  return Date.now() + skewMs;
}

/**
 * @param {string | null | undefined} since ISO time
 * @returns {number} seconds since then, never below 0
 */
export function secondsSince(since) {
  return since ? Math.max(0, Math.floor((now() - Date.parse(since)) / 1000)) : 0;
}

/**
 * Writes a duration as a clock: 4:07, 1:02:30.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function asClock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/**
 * Writes a duration in a few characters: 45 s, 12 min, 1 h 20.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function asShort(seconds) {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${String(rest).padStart(2, "0")}` : ""}`;
}

/**
 * Makes an age that keeps counting for as long as it is on the page.
 *
 * @param {string} since ISO time
 * @param {"clock" | "short"} [style] 4:07 or 4 min
 * @returns {HTMLElement}
 */
export function age(since, style = "short") {
  ticker ??= setInterval(() => document.querySelectorAll("time[data-since]").forEach(count), 1000);
  const element = h("time", { datetime: since, data: { since, age: style } });
  count(element);
  return element;
}

/**
 * A time of day, such as 19:04.
 *
 * @param {string | number} at ISO time or milliseconds
 * @param {{locale?: string, timeZone?: string}} [options]
 * @returns {string}
 */
export function timeOfDay(at, { locale, timeZone } = {}) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(at));
}

function count(element) {
  const seconds = secondsSince(element.dataset.since);
  const text = element.dataset.age === "clock" ? asClock(seconds) : asShort(seconds);
  if (element.textContent !== text) element.textContent = text;
}
