import { timeOfDay } from "/static/shared/time.js";
import { wordsLanguage } from "./i18n.js";
import { state } from "./state.js";

/** A time as the restaurant's clock shows it. */
export function clock(at) {
  return timeOfDay(at, { locale: wordsLanguage(), timeZone: state.menu.branch.time_zone });
}
