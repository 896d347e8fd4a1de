import { icon } from "/static/design/icons.js";
import { h, redraw } from "../shared/dom.js";
import { endpointForm } from "./endpoint-form.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { navigate } from "./router.js";
import { t } from "./t.js";
import { action, developersHead, sectionHead, showSecret, waitingCards } from "./ui.js";

/**
 * Where the restaurant's events are told.
 *
 * @param {any} app
 * @param {HTMLElement} main
 */
export function endpointsPage(app, main) {
  const live = app.live(async (signal) => {
    const [endpoints, apps] = await Promise.all([
      app.manage.get("/webhook-endpoints", { signal }),
      app.manage.get("/apps", { signal }),
    ]);
    return { endpoints, apps };
  }, draw);

  async function add() {
    const apps = await attempt(() => app.manage.get("/apps"));
    if (!apps) return;
    const made = await endpointForm(app, { apps: apps.filter(({ active }) => active) });
    if (!made) return;
    await showSecret({
      title: t("endpoints.added"),
      note: t("secret.once"),
      entries: [[t("endpoints.secret"), made.secret]],
    });
    navigate(`/office/developers/webhooks/${made.id}`);
  }

  function row(one) {
    const owner = live.data.apps.find(({ id }) => id === one.app_id);
    return h(
      "li",
      { key: one.id },
      h(
        "a",
        { class: "row", href: `/office/developers/webhooks/${one.id}` },
        h(
          "span",
          { class: "row-main" },
          h("span", { class: "row-title" }, one.url),
          h(
            "span",
            { class: "row-note row-line" },
            [
              one.description,
              owner?.name,
              t("endpoints.topic_count", { count: one.topics.length }),
              one.paused_events ? t("endpoints.paused", { count: one.paused_events }) : null,
            ]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
        statusBadge(one),
        icon("chevron-right", { small: true }),
      ),
    );
  }

  function list() {
    if (!live.data) return live.error ? errorState(live.error, () => live.fetch()) : waitingCards();
    if (!live.data.endpoints.length) {
      return emptyState(
        "send",
        t("endpoints.none"),
        t("endpoints.none_note"),
        action("plus", t("endpoints.add"), add, { kind: "button-primary" }),
      );
    }
    return h("ul", { class: "list" }, live.data.endpoints.map(row));
  }

  function draw() {
    redraw(
      main,
      developersHead("endpoints"),
      sectionHead(
        t("endpoints.title"),
        t("endpoints.note"),
        live.data?.endpoints.length
          ? action("plus", t("endpoints.add"), add, { kind: "button-primary" })
          : null,
      ),
      list(),
    );
  }

  draw();
}

/**
 * Whether an endpoint is told anything, in a word.
 *
 * @param {{status: string, disabled_reason: string | null}} endpoint
 */
export function statusBadge({ status, disabled_reason: reason }) {
  if (status === "enabled") return h("span", { class: "badge", data: { tone: "ok" } }, t("endpoints.enabled"));
  return h(
    "span",
    { class: "badge", data: { tone: reason === "failing" ? "danger" : "waiting" } },
    t(reason === "failing" ? "endpoints.failing" : "endpoints.disabled"),
  );
}
