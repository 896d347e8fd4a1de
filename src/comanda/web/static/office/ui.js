import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { wordsOf } from "./problems.js";
import { t } from "./t.js";

/** What the office's pages are made of. */

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

/**
 * Opens a form. What the server says of a field is shown there, anything else above the form; what was typed stays.
 *
 * @param {object} settings
 * @param {string} settings.title
 * @param {string} [settings.note]
 * @param {string} settings.submit the words of its button
 * @param {(problems: Record<string, string>, redraw: () => void) => any} settings.fields the form's children, drawn
 *   again when problems were found
 * @param {(form: HTMLFormElement) => Record<string, string> | null} [settings.check] problems by field, found before
 *   anything is sent
 * @param {(form: HTMLFormElement) => Promise<any>} settings.send
 * @returns {Promise<any>} what `send` resolved to, undefined when the form was left
 */
export async function openForm({ title, note, submit, fields, check = () => null, send }) {
  const state = { problems: {}, refused: null, busy: false };
  const control = openDialog({
    title,
    note,
    kind: "sheet sheet-side",
    closeLabel: t("close"),
    mayDismiss: () => !state.busy,
    draw: () => ({
      body: h(
        "form",
        { class: "stack", id: "office-form", novalidate: true, vars: { "--gap": "var(--space-5)" }, onSubmit },
        state.refused
          ? h(
              "p",
              { class: "notice", data: { tone: "danger" }, role: "alert", key: "refused" },
              icon("alert-triangle", { small: true }),
              state.refused,
            )
          : null,
        fields(state.problems, () => control.redraw()),
      ),
      foot: [
        h("button", { class: "button", type: "button", onClick: () => control.close() }, t("cancel")),
        h(
          "button",
          {
            class: "button button-primary",
            type: "submit",
            form: "office-form",
            "aria-busy": state.busy ? "true" : null,
          },
          submit,
        ),
      ],
    }),
  });

  async function onSubmit(event) {
    event.preventDefault();
    if (state.busy) return;
    const form = event.currentTarget;
    state.problems = check(form) ?? {};
    state.refused = null;
    if (!Object.keys(state.problems).length) {
      state.busy = true;
      control.redraw();
      try {
        control.close({ sent: await send(form) });
        return;
      } catch (error) {
        state.busy = false;
        take(error, form);
      }
    }
    control.redraw();
    control.element.querySelector("[aria-invalid=true]")?.focus();
  }

  function take(error, form) {
    for (const { field: path, code, message } of error.fields ?? []) {
      const name = path.split(/[.[]/)[0];
      const words = t(`field.${code}`);
      if (form.querySelector(`[data-field="${CSS.escape(name)}"]`)) {
        state.problems[name] ??= words === `field.${code}` ? message : words;
      }
    }
    if (!Object.keys(state.problems).length) state.refused = wordsOf(error);
  }

  return (await control.closed)?.sent;
}

/**
 * A field of a form, with its label, a hint, and what is wrong with it.
 *
 * @param {string} name
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} [settings.hint]
 * @param {string} [settings.problem]
 * @param {string} [settings.tag] input, textarea or select
 * @param {Record<string, any>} [settings.attributes] of the control
 * @param {any} [settings.children] of the control
 */
export function field(name, { label, hint, problem, tag = "input", attributes = {}, children = [] }) {
  const about = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(" ");
  return h(
    "div",
    { class: "field", data: { field: name }, key: name },
    h("label", { class: "label", for: name }, label),
    hint ? h("p", { class: "hint", id: `${name}-hint` }, hint) : null,
    h(
      tag,
      {
        class: tag,
        id: name,
        name,
        autocomplete: "off",
        "aria-invalid": problem ? "true" : null,
        "aria-describedby": about || null,
        ...attributes,
      },
      children,
    ),
    problem ? problemLine(name, problem) : null,
  );
}

/**
 * What is wrong with a field.
 *
 * @param {string} name
 * @param {string} problem
 */
export function problemLine(name, problem) {
  return h("p", { class: "error", id: `${name}-problem` }, icon("alert-triangle", { small: true }), problem);
}
