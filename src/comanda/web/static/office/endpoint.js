import { icon } from "/static/design/icons.js";
import { confirmDialog } from "../shared/dialog.js";
import { h, redraw } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { deliveryLog } from "./deliveries.js";
import { endpointForm } from "./endpoint-form.js";
import { statusBadge } from "./endpoints.js";
import { attempt, errorState } from "./problems.js";
import { navigate } from "./router.js";
import { t } from "./t.js";
import { action, confirmed, developersHead, fact, moment, showSecret, waitingCards } from "./ui.js";

/**
 * One webhook endpoint: what it hears, and what it was sent.
 *
 * @param {any} app
 * @param {HTMLElement} main
 * @param {{endpointId: string}} params
 */
export function endpointPage(app, main, { endpointId }) {
  const path = `/webhook-endpoints/${encodeURIComponent(endpointId)}`;
  const state = { busy: null };
  const head = h("div", { class: "stack", vars: { "--gap": "var(--space-6)" } });
  const logPlace = h("section", { class: "stack", "aria-labelledby": "log-title" });
  main.append(head, logPlace);
  const log = deliveryLog(app, logPlace, path);
  const live = app.live((signal) => app.manage.get(path, { signal }), draw, { every: 5000 });

  /** Does something, shows that it is under way, and looks again. */
  async function run(name, act, done) {
    state.busy = name;
    draw();
    const found = await attempt(async () => (await act()) ?? true);
    state.busy = null;
    draw();
    await Promise.all([live.fetch(), log.fetch()]);
    if (found && done) toast(done, { tone: "ok" });
    return found;
  }

  async function change() {
    const changed = await endpointForm(app, { endpoint: live.data });
    if (!changed) return;
    toast(t("saved"), { tone: "ok" });
    await live.fetch();
  }

  async function rotate() {
    const both = live.data.secrets.length > 1;
    const sure = await confirmDialog({
      title: t("endpoints.rotate_title"),
      text: t(both ? "endpoints.rotate_both_text" : "endpoints.rotate_text"),
      confirm: t(both ? "apps.rotate_both" : "apps.rotate"),
      cancel: t("cancel"),
      danger: both,
    });
    if (!sure) return;
    const body = both ? { keep_old_for_seconds: 0 } : {};
    const made = await run("rotate", () => app.manage.post(`${path}/rotate-secret`, body));
    if (!made) return;
    await showSecret({
      title: t("endpoints.rotated"),
      note: t("secret.once"),
      entries: [[t("endpoints.secret"), made.secret]],
    });
  }

  async function disable() {
    const sure = await confirmDialog({
      title: t("endpoints.disable_title"),
      text: t("endpoints.disable_text"),
      confirm: t("endpoints.disable"),
      cancel: t("cancel"),
      danger: true,
    });
    if (!sure) return;
    await run("status", () => app.manage.patch(path, { status: "disabled" }), t("endpoints.is_disabled"));
  }

  async function remove() {
    const question = {
      title: t("endpoints.delete_title"),
      text: t("endpoints.delete_text", { url: live.data.url }),
      confirm: t("endpoints.delete"),
    };
    if (!(await confirmed(question, () => app.manage.del(path)))) return;
    toast(t("endpoints.deleted"), { tone: "ok" });
    navigate("/office/developers/webhooks");
  }

  function draw() {
    if (!live.data) {
      const gone = live.error?.status === 404;
      logPlace.hidden = true;
      redraw(
        head,
        developersHead("endpoint"),
        live.error ? (gone ? goneState() : errorState(live.error, () => live.fetch())) : waitingCards(),
      );
      return;
    }
    logPlace.hidden = false;
    const one = live.data;
    redraw(
      head,
      developersHead("endpoint"),
      h(
        "div",
        { class: "stack", vars: { "--gap": "var(--space-3)" } },
        h(
          "a",
          { class: "back-link", href: "/office/developers/webhooks" },
          icon("arrow-left", { small: true }),
          t("endpoints.back"),
        ),
        h("div", { class: "cluster" }, h("h2", { class: "endpoint-url" }, one.url), statusBadge(one)),
        one.description ? h("p", { class: "quiet" }, one.description) : null,
      ),
      notices(one),
      h(
        "div",
        { class: "cluster" },
        action("send", t("endpoints.test"), () => run("test", () => app.manage.post(`${path}/test`), t("endpoints.tested")), {
          kind: "button-primary",
          busy: state.busy === "test",
        }),
        action("edit", t("change"), change),
        action("refresh", t("apps.rotate"), rotate, { busy: state.busy === "rotate" }),
        one.status === "enabled"
          ? action(
              "bell-off",
              t("endpoints.disable"),
              disable,
              { busy: state.busy === "status" },
            )
          : null,
        action("trash", t("endpoints.delete"), remove, { kind: "button-quiet button-danger" }),
      ),
      h(
        "dl",
        { class: "facts card" },
        fact(
          t("endpoints.topics"),
          h("ul", { class: "cluster" }, one.topics.map((topic) => h("li", null, h("code", null, topic)))),
        ),
        fact(
          t("apps.secrets"),
          h(
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
          ),
        ),
        fact(t("apps.since"), moment(one.created_at)),
      ),
    );
  }

  function notices(one) {
    if (one.status === "enabled" && !one.paused_events) return null;
    const failing = one.disabled_reason === "failing";
    const text =
      one.status === "enabled"
        ? t("endpoints.paused_note", { count: one.paused_events })
        : t(failing ? "endpoints.failing_note" : "endpoints.disabled_note", { count: one.paused_events });
    return h(
      "div",
      { class: "notice endpoint-notice", data: { tone: failing ? "danger" : "waiting" } },
      icon("alert-triangle", { small: true }),
      h("p", { class: "grow" }, text),
      action("refresh", t("endpoints.resume"), () => run("resume", () => app.manage.post(`${path}/resume`), t("endpoints.resumed")), {
        kind: "button-tone",
        busy: state.busy === "resume",
      }),
    );
  }

  draw();
}

function goneState() {
  return h(
    "div",
    { class: "empty" },
    icon("send"),
    h("h2", null, t("endpoints.gone")),
    h("a", { class: "button", href: "/office/developers/webhooks" }, t("endpoints.back")),
  );
}
