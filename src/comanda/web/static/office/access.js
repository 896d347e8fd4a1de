import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { emptyState, errorState } from "./problems.js";
import { t } from "./t.js";
import { action, confirmed, developersHead, fact, moment, sectionHead, waitingCards } from "./ui.js";

/**
 * Who has access to the restaurant: the apps that somebody connected, and tokens that were issued by hand.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function accessPage(app, main) {
  const live = app.live((signal) => app.manage.get("/tokens", { signal }), draw);

  async function revoke(one) {
    const question = {
      title: t("access.revoke_title", { name: one.app.name }),
      text: t(one.granted_by ? "access.revoke_text" : "access.revoke_token_text"),
      confirm: t("access.revoke"),
    };
    if (!(await confirmed(question, () => app.manage.del(`/tokens/${one.id}`)))) return;
    toast(t("access.revoked", { name: one.app.name }), { tone: "ok" });
    await live.fetch();
  }

  function card(one) {
    const named = `access-${one.id}`;
    return h(
      "li",
      { key: one.id },
      h(
        "article",
        { class: "card stack", "aria-labelledby": named },
        h("h3", { id: named }, one.app.name),
        h(
          "dl",
          { class: "facts" },
          fact(t("access.since"), moment(one.created_at)),
          fact(t("access.by"), one.granted_by ?? t("access.by_hand")),
          one.hint ? fact(t("access.token"), h("code", null, one.hint)) : null,
          fact(t("access.scopes"), one.scopes.join(", ")),
          one.granted_by && one.last_token_at ? fact(t("access.renewed"), moment(one.last_token_at)) : null,
          fact(t("access.ends"), one.expires_at ? moment(one.expires_at) : t("access.never")),
        ),
        h(
          "div",
          { class: "cluster" },
          action("x", t("access.revoke"), () => revoke(one), {
            kind: "button-quiet button-danger",
            label: t("access.revoke_of", { name: one.app.name }),
          }),
        ),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    if (!live.data.length) return emptyState("lock", t("access.none"), t("access.none_note"));
    return h("ul", { class: "cards" }, live.data.map(card));
  }

  function draw() {
    redraw(main, developersHead("access"), sectionHead(t("access.title"), t("access.note")), list());
  }

  draw();
}
