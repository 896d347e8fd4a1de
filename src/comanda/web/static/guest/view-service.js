/** Calling the waiter and asking for the bill: at the same place of every view, said once, and never said twice. */

import { icon } from "/static/design/icons.js";
import { openDialog } from "/static/shared/dialog.js";
import { h } from "/static/shared/dom.js";
import { toast } from "/static/shared/toast.js";
import { clock } from "./clock.js";
import { t } from "./i18n.js";
import { server } from "./server.js";
import { sorry } from "./sorry.js";
import { atTable, onChange, state } from "./state.js";
import { hint } from "./visit.js";

const ICONS = { call_waiter: "bell", request_bill: "receipt" };

let sheet = null;
const busy = new Set();
onChange(() => sheet?.redraw());

/** Requests of this table that nobody has settled yet. */
export function openRequests() {
  return (state.me?.open_requests ?? []).filter((one) => ["pending", "acknowledged"].includes(one.status));
}

export function openService() {
  sheet = openDialog({
    title: t("service_title"),
    kind: "sheet",
    closeLabel: t("close"),
    draw: () => ({
      body: h(
        "div",
        { class: "stack service" },
        atTable() ? Object.keys(ICONS).map(callButton) : h("p", { class: "notice" }, t("not_at_table")),
      ),
    }),
    onClose: () => {
      sheet = null;
    },
  });
}

/**
 * A call, or what became of it.
 * @param {"call_waiter"|"request_bill"} kind
 */
export function callButton(kind) {
  const request = openRequests().find((one) => one.kind === kind);
  if (!request) {
    return h(
      "button",
      {
        class: "card service-call",
        key: kind,
        type: "button",
        "aria-busy": busy.has(kind) ? "true" : null,
        disabled: busy.has(kind),
        onClick: () => call(kind),
      },
      icon(ICONS[kind]),
      h(
        "span",
        { class: "grow" },
        h("span", { class: "strong" }, t(kind)),
        h("span", { class: "hint" }, t(`${kind}_text`)),
      ),
      icon("chevron-right"),
    );
  }
  const seen = request.status === "acknowledged";
  return h(
    "div",
    { class: "card service-call service-asked", key: kind, data: { tone: seen ? "ok" : "waiting" }, role: "status" },
    h("span", { class: ["dot", !seen && "pulse"] }),
    h(
      "span",
      { class: "grow" },
      h("span", { class: "strong" }, t(kind)),
      h("span", { class: "hint" }, seen ? t("acknowledged") : t("asked_at", { time: clock(request.created_at) })),
    ),
    seen
      ? null
      : h("button", { class: "button button-quiet", type: "button", onClick: () => takeBack(request) }, t("take_back")),
  );
}

async function call(kind) {
  busy.add(kind);
  sheet?.redraw();
  try {
    await server.post("/api/customer/table-action", {
      action: kind,
      tableSessionId: state.me?.session.id ?? state.seat.sessionId,
    });
  } catch (error) {
    toast(sorry(error), { tone: "danger" });
  }
  busy.delete(kind);
  hint(["me"]);
  sheet?.redraw();
}

async function takeBack(request) {
  try {
    await server.post("/api/customer/table-action/cancel", { requestId: request.id });
  } catch (error) {
    toast(sorry(error), { tone: "danger" });
  }
  hint(["me"]);
}
