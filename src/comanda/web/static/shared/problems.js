import { icon } from "/static/design/icons.js";
import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { toast } from "./toast.js";

/**
 * Makes what says in a page's own words that something went wrong, or that there is nothing.
 *
 * @param {(key: string, values?: Record<string, any>) => string} t the page's texts
 */
export function makeProblems(t) {
  /**
   * Says in words what went wrong.
   *
   * @param {unknown} error
   * @returns {string}
   */
  function wordsOf(error) {
    if (!(error instanceof ApiError)) return String(error?.message ?? error);
    if (error.code === "NETWORK") return t("error.network");
    if (error.code === "TIMEOUT") return t("error.timeout");
    // The API speaks the contract's language, so its codes are put into ours; what it says of a field is its own.
    const details = Object.values(error.details ?? {})
      .flat()
      .filter((each) => typeof each === "string");
    if (details.length) return `${t("problem.VALIDATION_ERROR")}: ${details.join("; ")}.`;
    const key = `problem.${error.code}`;
    return t(key) === key ? error.message : t(key);
  }

  /**
   * Runs an action and says so when it fails.
   *
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T | undefined>} undefined when it failed
   */
  async function attempt(action) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(wordsOf(error), { tone: "danger" });
      return undefined;
    }
  }

  /**
   * A place where something could not be loaded.
   *
   * @param {unknown} error
   * @param {() => void} again
   */
  function errorState(error, again) {
    return h(
      "div",
      { class: "empty", role: "alert" },
      icon(error instanceof ApiError && error.status === 0 ? "wifi-off" : "alert-triangle"),
      h("h2", null, t("error.title")),
      h("p", null, wordsOf(error)),
      h("button", { class: "button", type: "button", onClick: again }, icon("refresh"), t("error.again")),
    );
  }

  return { wordsOf, attempt, errorState };
}

/**
 * A place that has nothing to show.
 *
 * @param {import("/static/design/icons.js").IconName} name
 * @param {string} title
 * @param {string} [note]
 * @param {Node | null} [action]
 */
export function emptyState(name, title, note, action = null) {
  return h("div", { class: "empty" }, icon(name), h("h2", null, title), note ? h("p", null, note) : null, action);
}
