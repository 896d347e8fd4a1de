import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { attempt, emptyState } from "./problems.js";
import { navigate } from "./router.js";
import { t } from "./t.js";

/**
 * Moves a party to a free table that is asked for.
 *
 * @param {any} app
 * @param {any} table
 * @param {any} floor what GET /api/tables gave
 */
export async function moveParty(app, table, floor) {
  const free = floor.tables.filter(({ id, session, status }) => id !== table.id && !session && status === "available");
  const target = await chooseTable({
    title: t("move.title", { table: table.number }),
    note: t("move.note"),
    none: t("move.none"),
    tables: free,
    spaces: floor.spaces ?? [],
    about: ({ capacity }) => t("floor.seats", { count: capacity }),
  });
  if (!target) return;
  const answer = await attempt(() =>
    app.api.post(`/api/tables/${table.id}/session/move`, { targetTableId: target.id }),
  );
  if (answer === undefined) return;
  toast(t("move.done", { table: target.number }), { tone: "ok" });
  navigate(`/staff/tables/${target.id}`, { replace: true });
}

/**
 * Joins a party to another one that is asked for.
 *
 * @param {any} app
 * @param {any} table
 * @param {any} floor what GET /api/tables gave
 */
export async function joinParty(app, table, floor) {
  const seated = floor.tables.filter(
    ({ id, session }) => id !== table.id && session?.status === "active" && session.id !== table.session.id,
  );
  const target = await chooseTable({
    title: t("merge.title", { table: table.number }),
    note: t("merge.note"),
    none: t("merge.none"),
    tables: seated,
    spaces: floor.spaces ?? [],
    about: ({ session, outstanding }) => `${session.customer_name} · ${app.money(outstanding)}`,
  });
  if (!target) return;
  const sure = await confirmDialog({
    title: t("merge.confirm_title", { from: table.number, to: target.number }),
    text: t("merge.confirm_text", { from: table.number, to: target.number }),
    confirm: t("merge.confirm"),
    cancel: t("cancel"),
  });
  if (!sure) return;
  const answer = await attempt(() =>
    app.api.post(`/api/tables/${table.id}/session/merge`, { targetTableId: target.id }),
  );
  if (answer === undefined) return;
  toast(t("merge.done", { from: table.number, to: target.number }), { tone: "ok" });
  navigate(`/staff/tables/${target.id}`, { replace: true });
}

/**
 * Closes a table, explaining what stands in the way.
 *
 * @param {any} app
 * @param {any} table
 * @param {any} detail the session's detail
 * @param {{asked?: boolean}} [options] `asked`: somebody has just said that it shall be closed
 */
export async function endSession(app, table, detail, { asked = false } = {}) {
  const path = `/api/tables/sessions/${table.session.id}/end`;
  const outstanding = detail?.bill.outstanding ?? table.outstanding ?? 0;
  const undecided = detail?.orders.some(({ status }) => status === "pending") ?? false;
  const force = undecided || outstanding > 0;
  if (force ? !(await confirmOpen(app, outstanding, undecided)) : !asked && !(await confirmEnd(table))) return;
  const ended = await attempt(async () => {
    try {
      return (await app.api.patch(path, force ? { force } : {})) ?? true;
    } catch (error) {
      // Something was ordered in the meantime.
      if (error.code !== "TABLE_HAS_BALANCE" && error.code !== "SESSION_HAS_OPEN_ORDERS") throw error;
      const rest = error.data?.outstanding ?? outstanding;
      const sure = await confirmOpen(app, rest, error.code === "SESSION_HAS_OPEN_ORDERS");
      return sure ? ((await app.api.patch(path, { force: true })) ?? true) : false;
    }
  });
  if (!ended) return;
  toast(t("end.done", { table: table.number }), { tone: "ok" });
  navigate("/staff/floor");
}

function confirmEnd(table) {
  return confirmDialog({
    title: t("end.title", { table: table.number }),
    text: t("end.text"),
    confirm: t("table.end"),
    cancel: t("cancel"),
  });
}

function confirmOpen(app, outstanding, undecided) {
  const title = outstanding
    ? t("end.balance_title", { amount: app.money(outstanding) })
    : t("problem.TABLE_HAS_BALANCE");
  return confirmDialog({
    title: undecided ? t("end.orders_title") : title,
    text: t(undecided ? "end.orders_text" : "end.balance_text"),
    confirm: t("end.anyway"),
    cancel: t("cancel"),
    danger: true,
  });
}

async function chooseTable({ title, note, none, tables, spaces, about }) {
  const inOrder = [...tables].sort((one, other) => one.number - other.number);
  const control = openDialog({
    title,
    note,
    kind: "sheet",
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: inOrder.length
        ? h(
            "ul",
            { class: "list" },
            inOrder.map((table) =>
              h(
                "li",
                { key: table.id },
                h(
                  "button",
                  { class: "row", type: "button", onClick: () => close(table) },
                  h("span", { class: "floor-row-number" }, table.number),
                  h(
                    "span",
                    { class: "row-main" },
                    h("span", { class: "row-title" }, about(table)),
                    h(
                      "span",
                      { class: "row-note table-guest-note" },
                      spaces.find(({ id }) => id === table.space_id)?.name,
                    ),
                  ),
                  icon("chevron-right", { small: true }),
                ),
              ),
            ),
          )
        : emptyState("table", none),
    }),
  });
  return control.closed;
}
