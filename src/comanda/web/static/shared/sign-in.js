import { icon } from "/static/design/icons.js";
import { h, redraw } from "./dom.js";

/**
 * Draws the sign-in page.
 *
 * @param {HTMLElement} root
 * @param {object} settings
 * @param {import("./session.js").Session} settings.session
 * @param {boolean} settings.ended whether the last session ended without being asked to
 * @param {(key: string, values?: Record<string, any>) => string} settings.t the page's texts
 * @param {(error: unknown) => string} settings.wordsOf says in words what went wrong
 * @param {() => void} settings.onSignedIn
 */
export function signInPage(root, { session, ended, t, wordsOf, onSignedIn }) {
  const state = { busy: false, shown: false, problems: {}, refused: ended ? t("sign_in.ended") : null };

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email")).trim();
    const password = String(form.get("password"));
    state.problems = {};
    if (!email) state.problems.email = t("sign_in.email_missing");
    else if (!/^\S+@\S+$/.test(email)) state.problems.email = t("sign_in.email_wrong");
    if (!password) state.problems.password = t("sign_in.password_missing");
    state.refused = null;
    state.busy = Object.keys(state.problems).length === 0;
    draw();
    if (!state.busy) {
      root.querySelector("[aria-invalid=true]")?.focus();
      return;
    }
    try {
      await session.signIn(email, password);
      onSignedIn();
    } catch (error) {
      state.busy = false;
      state.refused = refusal(error);
      draw();
      root.querySelector("#password")?.focus();
    }
  }

  function refusal(error) {
    if (error.status === 401) return t("sign_in.refused");
    if (error.status === 429) return t("sign_in.too_many", { seconds: error.retryAfter ?? 60 });
    return wordsOf(error);
  }

  function field(name, type, autocomplete, extra) {
    const problem = state.problems[name];
    return h(
      "div",
      { class: "field" },
      h("label", { class: "label", for: name }, t(`sign_in.${name}`)),
      h(
        "div",
        { class: "sign-in-input" },
        h("input", {
          class: "input",
          id: name,
          name,
          type,
          autocomplete,
          autocapitalize: "none",
          spellcheck: "false",
          inputmode: name === "email" ? "email" : null,
          "aria-invalid": problem ? "true" : null,
          "aria-describedby": problem ? `${name}-problem` : null,
        }),
        extra,
      ),
      problem
        ? h("p", { class: "error", id: `${name}-problem` }, icon("alert-triangle", { small: true }), problem)
        : null,
    );
  }

  function draw() {
    redraw(
      root,
      h(
        "main",
        { class: "sign-in", id: "content" },
        h(
          "div",
          { class: "sign-in-brand" },
          h("img", { src: "/static/comanda.svg", alt: "", width: 56, height: 56 }),
          h("p", { class: "display sign-in-name" }, "Comanda"),
          h("p", { class: "sign-in-tagline" }, t("sign_in.tagline")),
        ),
        h(
          "form",
          { class: "sign-in-form", novalidate: true, onSubmit: submit },
          h(
            "div",
            { class: "stack", vars: { "--gap": "var(--space-1)" } },
            h("h1", null, t("sign_in.title")),
            h("p", { class: "quiet" }, t("sign_in.note")),
          ),
          h(
            "div",
            { "aria-live": "assertive" },
            state.refused
              ? h(
                  "p",
                  { class: "notice", data: { tone: "danger" } },
                  icon("alert-triangle", { small: true }),
                  state.refused,
                )
              : null,
          ),
          field("email", "email", "username"),
          field(
            "password",
            state.shown ? "text" : "password",
            "current-password",
            h(
              "button",
              {
                class: "button button-quiet button-icon sign-in-show",
                type: "button",
                "aria-pressed": String(state.shown),
                "aria-label": t(state.shown ? "sign_in.hide" : "sign_in.show"),
                onClick: () => {
                  state.shown = !state.shown;
                  draw();
                },
              },
              icon("eye"),
            ),
          ),
          h(
            "button",
            {
              class: "button button-primary button-large button-block",
              type: "submit",
              "aria-busy": state.busy ? "true" : null,
            },
            t("sign_in.submit"),
          ),
        ),
      ),
    );
  }

  draw();
  root.querySelector("#email")?.focus();
}
