import { icon } from "/static/design/icons.js";
import { h } from "./dom.js";
import { currentTheme, switchTheme } from "./theme.js";

/** What stands at the end of a bar: the other theme, and who is signed in. */

/**
 * @typedef {(key: string, values?: Record<string, any>) => string} Texts
 * @typedef {import("./session.js").User} User
 */

/**
 * The button to the other theme.
 *
 * @param {Texts} t
 * @param {() => void} onChange
 */
export function themeButton(t, onChange) {
  const dark = currentTheme() === "dark";
  return h(
    "button",
    {
      class: "button button-quiet button-icon",
      type: "button",
      "aria-label": t(dark ? "account.light" : "account.dark"),
      onClick: () => {
        switchTheme();
        onChange();
      },
    },
    icon(dark ? "sun" : "moon"),
  );
}

/**
 * The button that opens `accountMenu`.
 *
 * @param {Texts} t
 * @param {User} user
 */
export function accountButton(t, user) {
  return h(
    "button",
    {
      class: "account-button",
      type: "button",
      popovertarget: "account",
      "aria-label": t("account.open", { name: user.name }),
    },
    h("span", { class: "avatar", "aria-hidden": "true" }, initials(user.name)),
    h(
      "span",
      { class: "account-names", "aria-hidden": "true" },
      h("span", { class: "truncate" }, user.name),
      h("span", { class: "quiet truncate" }, t(`role.${user.role}`)),
    ),
  );
}

/**
 * Who is signed in, where else they can go, and the way out.
 *
 * @param {Texts} t
 * @param {User} user
 * @param {{onSignOut: () => void, elsewhere?: {href: string, text: string} | null}} settings `elsewhere` is another
 *   part of the platform
 */
export function accountMenu(t, user, { onSignOut, elsewhere = null }) {
  return h(
    "div",
    { class: "menu account-menu", id: "account", popover: "auto" },
    h(
      "div",
      { class: "account-who" },
      h("div", { class: "strong" }, user.name),
      h("div", { class: "quiet small" }, user.email),
      h("div", { class: "quiet small" }, t(`role.${user.role}`)),
    ),
    h("hr", { class: "divider" }),
    elsewhere ? h("a", { class: "menu-item", href: elsewhere.href }, icon("arrow-right"), elsewhere.text) : null,
    h("button", { class: "menu-item", type: "button", onClick: onSignOut }, icon("logout"), t("account.sign_out")),
  );
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "");
}
