import { icon } from "/static/design/icons.js";
import { h } from "./dom.js";

const SHORT_MS = 4000;
const LONG_MS = 9000;
let holder = null;

/** The toasts' own words; a page in another language puts its own here. */
export const toastWords = { close: "Close" };

/**
 * Says something briefly. It is read out politely, errors at once; errors and those with an action stay longer.
 *
 * @param {string} text
 * @param {{tone?: "ok" | "danger", action?: {text: string, run: () => void}}} [options]
 */
export function toast(text, { tone, action } = {}) {
  holder ??= h("div", { class: "toasts", popover: "manual", role: "status", "aria-live": "polite" });
  settle();
  const close = () => {
    clearTimeout(timer);
    shown.remove();
  };
  const shown = h(
    "div",
    { class: "toast", data: { tone: tone === "danger" ? "danger" : null }, role: tone === "danger" ? "alert" : null },
    tone ? icon(tone === "ok" ? "check-circle" : "alert-triangle") : null,
    h("span", { class: "grow" }, text),
    action
      ? h("button", { class: "button", type: "button", onClick: () => (close(), action.run()) }, action.text)
      : null,
    h(
      "button",
      { class: "button button-icon", type: "button", "aria-label": toastWords.close, onClick: close },
      icon("x"),
    ),
  );
  const timer = setTimeout(close, action || tone === "danger" ? LONG_MS : SHORT_MS);
  while (holder.childElementCount > 1) holder.firstElementChild.remove();
  holder.append(shown);
}

/** Puts the toasts where they are seen and read: what is outside an open modal dialog is inert. */
function settle() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const host = dialog ?? document.body;
  if (holder.parentElement !== host) {
    host.append(holder);
    dialog?.addEventListener("close", settle, { once: true });
  }
  // Shown anew, they come above what was opened since.
  holder.hidePopover?.();
  holder.showPopover?.();
}
