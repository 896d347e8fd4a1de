import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { makeForms } from "../shared/forms.js";
import { toast } from "../shared/toast.js";
import { wordsOf } from "./problems.js";
import { t } from "./t.js";

/** What the office's pages are made of. */

export { field, problemLine } from "../shared/forms.js";
export const { openForm } = makeForms(t, wordsOf);

const SECTIONS = [
  ["apps", "/office/developers", ["apps"]],
  ["access", "/office/developers/access", ["access"]],
  ["endpoints", "/office/developers/webhooks", ["endpoints", "endpoint"]],
];

const READING = [
  ["guide", "/guide/first-partner-app"],
  ["order_docs", "/v1/docs"],
  ["manage_docs", "/manage/docs"],
];

/**
 * The head of the developers' page: its title, where to read on, and its sections.
 *
 * @param {string} current the route that is shown
 */
export function developersHead(current) {
  return h(
    "header",
    { class: "stack", vars: { "--gap": "var(--space-5)" } },
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("developers.title")), h("p", { class: "quiet" }, t("developers.note"))),
      h(
        "div",
        { class: "cluster" },
        READING.map(([name, href]) => h("a", { class: "chip", href }, t(`developers.${name}`))),
      ),
    ),
    h(
      "nav",
      { class: "tabs", "aria-label": t("developers.sections") },
      SECTIONS.map(([name, href, routes]) =>
        h("a", { class: "tab", href, "aria-current": routes.includes(current) ? "page" : null }, t(`${name}.title`)),
      ),
    ),
  );
}

/**
 * The head of a section: what it is about, and what can be begun in it.
 *
 * @param {string} title
 * @param {string} note
 * @param {Node | null} [action]
 */
export function sectionHead(title, note, action = null) {
  return h(
    "div",
    { class: "section-head" },
    h("div", { class: "grow" }, h("h2", null, title), h("p", { class: "quiet" }, note)),
    action,
  );
}

/** The shape of cards that are on their way. */
export function waitingCards() {
  return h(
    "div",
    { class: "stack", role: "status" },
    h("span", { class: "visually-hidden" }, t("loading")),
    [0, 1].map(() =>
      h(
        "div",
        { class: "card stack", "aria-hidden": "true" },
        h("span", { class: "skeleton skeleton-title" }),
        h("span", { class: "skeleton" }),
        h("span", { class: "skeleton skeleton-short" }),
      ),
    ),
  );
}

/**
 * A button that says what it does, with an icon.
 *
 * @param {import("/static/design/icons.js").IconName} name
 * @param {string} text
 * @param {() => void} onClick
 * @param {{kind?: string, busy?: boolean, label?: string}} [options] `label` when the text alone does not say of what
 */
export function action(name, text, onClick, { kind = "button-soft", busy = false, label } = {}) {
  return h(
    "button",
    { class: `button ${kind}`, type: "button", "aria-label": label, "aria-busy": busy ? "true" : null, onClick },
    icon(name, { small: true }),
    text,
  );
}

/**
 * A fact: what it is, and what it is here.
 *
 * @param {string} term
 * @param {...any} said
 */
export function fact(term, ...said) {
  return h("div", { class: "fact" }, h("dt", null, term), h("dd", null, said));
}

/**
 * Something to copy, with its button.
 *
 * @param {string} text
 * @param {string} name what it is, for whoever does not see it
 */
export function copyable(text, name) {
  return h(
    "span",
    { class: "copyable" },
    h("code", null, text),
    h(
      "button",
      {
        class: "button button-quiet button-icon",
        type: "button",
        "aria-label": t("copy.label", { name }),
        onClick: (event) => copy(text, event.currentTarget),
      },
      icon("copy", { small: true }),
    ),
  );
}

async function copy(text, beside) {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyTheOldWay(text, beside);
    toast(t("copy.done"), { tone: "ok" });
  } catch {
    toast(t("copy.failed"), { tone: "danger" });
  }
}

/** The clipboard exists on https and localhost only, and a restaurant's server is often neither. */
function copyTheOldWay(text, beside) {
  const field = h("textarea", { class: "visually-hidden", readonly: true, "aria-hidden": "true" });
  field.value = text;
  beside.after(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  beside.focus();
  if (!copied) throw new Error("the browser does not copy");
}

/**
 * A date and a time of day, such as 21 Nov 2026, 19:04.
 *
 * @param {string} at ISO time
 * @param {{seconds?: boolean}} [options]
 */
export function moment(at, { seconds = false } = {}) {
  const format = new Intl.DateTimeFormat(navigator.language, {
    dateStyle: "medium",
    timeStyle: seconds ? "medium" : "short",
  });
  return h("time", { datetime: at }, format.format(new Date(at)));
}

/**
 * Asks, does what was agreed to, and says when it failed.
 *
 * @param {{title: string, text: string, confirm: string}} question
 * @param {() => Promise<any>} act
 * @returns {Promise<boolean>} whether it was done
 */
export async function confirmed(question, act) {
  const sure = await confirmDialog({ ...question, cancel: t("cancel"), danger: true });
  if (!sure) return false;
  try {
    await act();
    return true;
  } catch (error) {
    toast(wordsOf(error), { tone: "danger" });
    return false;
  }
}

/**
 * Shows a secret, the one time that it can be seen.
 *
 * @param {{title: string, note: string, entries: [string, string][]}} settings `entries` are names and what to copy
 * @returns {Promise<void>} once it is closed
 */
export async function showSecret({ title, note, entries }) {
  const control = openDialog({
    title,
    kind: "dialog dialog-wide",
    closeLabel: t("close"),
    mayDismiss: () =>
      confirmDialog({
        title: t("secret.leave_title"),
        text: t("secret.leave_text"),
        confirm: t("secret.leave"),
        cancel: t("secret.stay"),
      }),
    draw: ({ close }) => ({
      body: h(
        "div",
        { class: "stack" },
        h("p", { class: "notice", data: { tone: "waiting" } }, icon("alert-triangle", { small: true }), note),
        h(
          "dl",
          { class: "facts" },
          entries.map(([name, text]) => fact(name, copyable(text, name))),
        ),
      ),
      foot: h(
        "button",
        { class: "button button-primary", type: "button", onClick: () => close() },
        t("secret.done"),
      ),
    }),
  });
  await control.closed;
}
