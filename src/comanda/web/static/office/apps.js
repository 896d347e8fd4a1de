import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { confirmDialog } from "../shared/dialog.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { t } from "./t.js";
import {
  action,
  confirmed,
  copyable,
  developersHead,
  fact,
  field,
  moment,
  openForm,
  sectionHead,
  showSecret,
  waitingCards,
} from "./ui.js";

/**
 * The apps that the restaurant registered.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function appsPage(app, main) {
  const state = { busy: null };
  const live = app.live((signal) => app.manage.get("/apps", { signal }), draw);

  async function register() {
    const made = await appForm(app);
    if (!made) return;
    live.fetch();
    await showSecret({
      title: t("apps.registered", { name: made.name }),
      note: t(made.client_secret ? "secret.once" : "apps.no_secret"),
      entries: [
        [t("apps.client_id"), made.client_id],
        ...(made.client_secret ? [[t("apps.client_secret"), made.client_secret]] : []),
      ],
    });
  }

  async function change(one) {
    const changed = await appForm(app, one);
    if (!changed) return;
    toast(t("saved"), { tone: "ok" });
    await live.fetch();
  }

  async function rotate(one) {
    const both = one.secrets.length > 1;
    const sure = await confirmDialog({
      title: t("apps.rotate_title", { name: one.name }),
      text: t(both ? "apps.rotate_both_text" : "apps.rotate_text"),
      confirm: t(both ? "apps.rotate_both" : "apps.rotate"),
      cancel: t("cancel"),
      danger: both,
    });
    if (!sure) return;
    state.busy = one.client_id;
    draw();
    const made = await attempt(() => app.manage.post(`/apps/${one.client_id}/rotate-secret`, { at_once: both }));
    state.busy = null;
    draw();
    if (!made) return;
    live.fetch();
    await showSecret({
      title: t("apps.rotated", { name: one.name }),
      note: t("secret.once"),
      entries: [[t("apps.client_secret"), made.client_secret]],
    });
  }

  async function end(one) {
    const question = {
      title: t("apps.end_title", { name: one.name }),
      text: t("apps.end_text"),
      confirm: t("apps.end"),
    };
    if (!(await confirmed(question, () => app.manage.del(`/apps/${one.client_id}`)))) return;
    toast(t("apps.ended", { name: one.name }), { tone: "ok" });
    await live.fetch();
  }

  function card(one) {
    return h(
      "li",
      { key: one.client_id },
      h(
        "article",
        { class: "card stack", "aria-labelledby": `app-${one.client_id}` },
        h(
          "div",
          { class: "cluster" },
          h("h3", { id: `app-${one.client_id}` }, one.name),
          one.public ? h("span", { class: "badge" }, t("apps.public")) : null,
          one.active ? null : h("span", { class: "badge", data: { tone: "danger" } }, t("apps.is_ended")),
        ),
        h(
          "dl",
          { class: "facts" },
          fact(t("apps.client_id"), copyable(one.client_id, t("apps.client_id"))),
          fact(
            t("apps.redirect_uris"),
            h("ul", null, one.redirect_uris.map((uri) => h("li", null, h("code", null, uri)))),
          ),
          one.public || !one.active ? null : fact(t("apps.secrets"), secrets(one)),
          fact(t("apps.since"), moment(one.created_at)),
        ),
        one.active ? actions(one) : null,
      ),
    );
  }

  function secrets(one) {
    if (!one.secrets.length) return t("apps.secrets_none");
    return h(
      "ul",
      null,
      one.secrets.map(({ hint, expires_at: ends }) =>
        h(
          "li",
          null,
          h("code", null, hint),
          ends ? h("span", { class: "quiet" }, " ", t("apps.until"), " ", moment(ends)) : null,
        ),
      ),
    );
  }

  function actions(one) {
    return h(
      "div",
      { class: "cluster" },
      action("edit", t("change"), () => change(one), { label: t("change_of", { name: one.name }) }),
      one.public
        ? null
        : action("refresh", t("apps.rotate"), () => rotate(one), {
            busy: state.busy === one.client_id,
            label: t("apps.rotate_of", { name: one.name }),
          }),
      action("x", t("apps.end"), () => end(one), {
        kind: "button-quiet button-danger",
        label: t("apps.end_of", { name: one.name }),
      }),
    );
  }

  function draw() {
    redraw(
      main,
      developersHead("apps"),
      sectionHead(
        t("apps.title"),
        t("apps.note"),
        live.data?.length ? action("plus", t("apps.register"), register, { kind: "button-primary" }) : null,
      ),
      list(),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    if (!live.data.length) {
      return emptyState(
        "code",
        t("apps.none"),
        t("apps.none_note"),
        action("plus", t("apps.register"), register, { kind: "button-primary" }),
      );
    }
    return h("ul", { class: "cards" }, live.data.map(card));
  }

  draw();
}

/** Registers an app, or changes one; resolves to what the server answered, undefined when the form was left. */
function appForm(app, one = null) {
  return openForm({
    title: one ? t("apps.change_title", { name: one.name }) : t("apps.register"),
    note: one ? null : t("apps.register_note"),
    submit: t(one ? "save" : "apps.register"),
    fields: (problems) => [
      field("name", {
        label: t("apps.name"),
        hint: t("apps.name_hint"),
        problem: problems.name,
        attributes: { maxlength: 50, required: true, value: one?.name ?? "", autofocus: true },
      }),
      field("redirect_uris", {
        label: t("apps.redirect_uris"),
        hint: t("apps.redirect_uris_hint"),
        problem: problems.redirect_uris,
        tag: "textarea",
        attributes: {
          required: true,
          rows: 3,
          spellcheck: "false",
          autocapitalize: "none",
          placeholder: "https://app.example/callback",
          value: one?.redirect_uris.join("\n") ?? "",
        },
      }),
      one
        ? null
        : h(
            "label",
            { class: "option", key: "public" },
            h("input", { type: "checkbox", name: "public" }),
            h(
              "span",
              null,
              h("span", { class: "strong" }, t("apps.is_public")),
              h("span", { class: "hint option-hint" }, t("apps.is_public_hint")),
            ),
          ),
    ],
    check: (form) => {
      const said = read(form);
      return {
        ...(said.name ? {} : { name: t("apps.name_missing") }),
        ...(said.redirect_uris.length ? {} : { redirect_uris: t("apps.redirect_uris_missing") }),
      };
    },
    send: (form) =>
      one ? app.manage.patch(`/apps/${one.client_id}`, read(form)) : app.manage.post("/apps", read(form, true)),
  });
}

function read(form, whole = false) {
  const said = new FormData(form);
  return {
    name: String(said.get("name")).trim(),
    redirect_uris: String(said.get("redirect_uris")).split(/\s+/).filter(Boolean),
    ...(whole ? { public: said.get("public") !== null } : {}),
  };
}
