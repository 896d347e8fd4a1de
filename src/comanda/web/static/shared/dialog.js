import { icon } from "/static/design/icons.js";
import { h, redraw } from "./dom.js";

/**
 * Opens a modal dialog or sheet (native `<dialog>`: focus stays inside, Escape closes, focus returns).
 *
 * @param {object} settings
 * @param {string} settings.title its heading
 * @param {string} [settings.note] a quiet line below the heading
 * @param {"dialog" | "sheet" | "sheet sheet-side"} [settings.kind]
 * @param {string} [settings.closeLabel]
 * @param {(control: DialogControl) => {body: any, foot?: any}} settings.draw children as of `h`; drawn again by
 *   `control.redraw()`
 * @param {() => boolean | Promise<boolean>} [settings.mayDismiss] asked before the dialog is left by Escape, by its
 *   close button or by pressing beside it; `control.close` does not ask
 * @param {() => void} [settings.onClose]
 * @returns {DialogControl}
 *
 * @typedef {{close: (result?: any) => void, redraw: () => void, closed: Promise<any>, element: HTMLDialogElement}}
 *   DialogControl `closed` resolves to what it was closed with, undefined when it was dismissed
 */
export function openDialog({ title, note, kind = "dialog", closeLabel = "Close", draw, mayDismiss, onClose }) {
  const titleId = `dialog-${Math.random().toString(36).slice(2)}`;
  const frame = h("div", { class: "dialog-frame" });
  const element = /** @type {HTMLDialogElement} */ (h("dialog", { class: kind, "aria-labelledby": titleId }, frame));
  let result;
  let settle;
  const control = {
    element,
    closed: new Promise((resolve) => (settle = resolve)),
    close(value) {
      result = value;
      element.close();
    },
    redraw() {
      const { body, foot } = draw(control);
      redraw(
        frame,
        h(
          "div",
          { class: "dialog-head" },
          h("div", null, h("h2", { id: titleId }, title), note ? h("p", { class: "quiet small" }, note) : null),
          h(
            "button",
            { class: "button button-quiet button-icon", type: "button", "aria-label": closeLabel, onClick: dismiss },
            icon("x"),
          ),
        ),
        h("div", { class: "dialog-body" }, body),
        foot ? h("div", { class: "dialog-foot" }, foot) : null,
      );
    },
  };
  async function dismiss() {
    if (!mayDismiss || (await mayDismiss())) control.close();
  }
  element.addEventListener("close", () => {
    element.remove();
    onClose?.();
    settle(result);
  });
  element.addEventListener("click", (event) => {
    // Only the backdrop itself is the dialog's own area: everything inside belongs to a child.
    if (event.target === element) dismiss();
  });
  element.addEventListener("cancel", (event) => {
    if (event.target !== element || !mayDismiss) return;
    event.preventDefault();
    dismiss();
  });
  control.redraw();
  document.body.append(element);
  element.showModal();
  return control;
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {{title: string, text: string, confirm: string, cancel: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export async function confirmDialog({ title, text, confirm, cancel, danger = false }) {
  const control = openDialog({
    title,
    closeLabel: cancel,
    draw: ({ close }) => ({
      body: h("p", { class: "quiet" }, text),
      foot: [
        h("button", { class: "button", type: "button", autofocus: true, onClick: () => close(false) }, cancel),
        h(
          "button",
          {
            class: danger ? "button button-tone" : "button button-primary",
            data: danger ? { tone: "danger" } : {},
            type: "button",
            onClick: () => close(true),
          },
          confirm,
        ),
      ],
    }),
  });
  return (await control.closed) === true;
}
