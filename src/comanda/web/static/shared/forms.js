import { icon } from "/static/design/icons.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";

/**
 * Makes the forms of a page in its own words.
 *
 * @param {(key: string, values?: Record<string, any>) => string} t the page's texts
 * @param {(error: unknown) => string} wordsOf says in words what went wrong
 */
export function makeForms(t, wordsOf) {
  /** The words for what is wrong with a field: the page's own, else the server's. */
  function fieldWords(code, message) {
    const known = [`field.${code}`, `problem.${code}`].find((key) => t(key) !== key);
    return known ? t(known) : message;
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
  async function openForm({ title, note, submit, fields, check = () => null, send }) {
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
          { class: "stack", id: "sheet-form", novalidate: true, vars: { "--gap": "var(--space-5)" }, onSubmit },
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
              form: "sheet-form",
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
        if (!form.querySelector(`[data-field="${CSS.escape(name)}"]`)) continue;
        state.problems[name] ??= fieldWords(code, message);
      }
      if (!Object.keys(state.problems).length) state.refused = wordsOf(error);
    }

    return (await control.closed)?.sent;
  }

  return { openForm };
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
