import { icon } from "/static/design/icons.js";
import { confirmDialog, openDialog } from "../shared/dialog.js";
import { h, redraw } from "../shared/dom.js";
import { age, now } from "../shared/time.js";
import { toast } from "../shared/toast.js";
import { addRound } from "./add-round.js";
import { request } from "./attention.js";
import { takePayment } from "./payment.js";
import { attempt, emptyState, errorState } from "./problems.js";
import { billLines, orderCard } from "./table-orders.js";
import { endSession, joinParty, moveParty } from "./table-moves.js";
import { nameOf, stateOf, waitingOn } from "./table-state.js";
import { t } from "./t.js";

const LONGEST_WAIT = 60_000;
const EVENTS = /^(session|guest|order|service_request|payment|table):/;

/** One table: its party, their orders and their bill, and everything staff do with them. */
export class TablePanel {
  /**
   * @param {any} app
   * @param {HTMLElement} root
   * @param {string} tableId
   * @param {import("../shared/live.js").Live<any>} floor
   */
  constructor(app, root, tableId, floor) {
    this.app = app;
    this.root = root;
    this.tableId = tableId;
    this.floor = floor;
    this.table = null;
    this.detail = null;
    this.sessionId = null;
    this.unlocks = 0;
    this.seat = { name: "", phone: "", covers: 2, busy: false };
  }

  /** @param {any | null} table as the floor has it now, null when there is no such table */
  show(table) {
    this.table = table;
    const sessionId = table?.session?.status === "active" ? table.session.id : null;
    if (sessionId !== this.sessionId) {
      this.detail?.stop();
      this.detail = null;
      this.sessionId = sessionId;
      if (sessionId) {
        this.detail = this.app.live(
          (signal) => this.app.api.get(`/api/tables/sessions/${sessionId}`, { signal }),
          EVENTS,
          () => this.draw(),
        );
      }
    }
    this.draw();
  }

  leave() {
    clearTimeout(this.unlocks);
    this.detail?.stop();
    this.detail = null;
  }

  /** Fetches the party and the floor again, after something was done. */
  async refresh() {
    await Promise.all([this.detail?.fetch(), this.floor.fetch()]);
  }

  draw() {
    const { table } = this;
    this.awaitUnlock();
    if (!table) {
      redraw(
        this.root,
        this.head(t("floor.title")),
        h("div", { class: "side-body" }, emptyState("table", t("table.gone"))),
      );
      return;
    }
    redraw(
      this.root,
      this.head(t("table.title", { table: nameOf(table) })),
      h("div", { class: "side-body", key: `body-${this.sessionId}` }, this.body()),
      this.foot(),
    );
  }

  /** How long a card terminal still keeps the bill as it is (ms); 0 when none does. */
  lockedFor() {
    const until = this.detail?.data?.bill.locked_until;
    return until ? Math.max(0, Date.parse(until) - now()) : 0;
  }

  /** Nobody tells of a lock that runs out or is made longer, so the bill is asked for then. */
  awaitUnlock() {
    clearTimeout(this.unlocks);
    const left = this.lockedFor();
    if (left) this.unlocks = setTimeout(() => this.detail?.fetch(), Math.min(left + 500, LONGEST_WAIT));
  }

  head(title) {
    const { table } = this;
    const { state, tone } = table ? stateOf(table) : {};
    const session = table?.session;
    const space = this.floor.data?.spaces?.find(({ id }) => id === table?.space_id);
    const others = (this.detail?.data?.session.tables ?? []).filter(({ id }) => id !== this.tableId);
    return h(
      "div",
      { class: "side-head table-head" },
      h(
        "div",
        { class: "grow" },
        h(
          "div",
          { class: "cluster" },
          h("h2", { tabindex: "-1" }, title),
          state ? h("span", { class: "badge", data: { tone } }, t(`state.${state}`)) : null,
        ),
        h(
          "p",
          { class: "table-facts" },
          session
            ? [
                h("span", { class: "strong" }, session.customer_name || t("table.seat_name_default")),
                session.status === "active"
                  ? h("span", null, icon("users", { small: true }), t("floor.covers", { count: session.guest_count }))
                  : null,
                h("span", null, icon("clock", { small: true }), age(session.started_at)),
              ]
            : h("span", null, icon("users", { small: true }), t("floor.seats", { count: table?.capacity ?? 0 })),
          space ? h("span", null, space.name) : null,
        ),
        session?.guest_requests ? h("p", { class: "small strong guest-requests" }, session.guest_requests) : null,
        session?.notes ? h("p", { class: "small quiet" }, session.notes) : null,
        others.length
          ? h("p", { class: "small quiet" }, t("table.also", { tables: others.map(({ number }) => number).join(", ") }))
          : null,
      ),
      h(
        "a",
        { class: "button button-quiet button-icon", href: "/staff/floor", "aria-label": t("table.close_panel") },
        icon("x"),
      ),
    );
  }

  body() {
    const { table, detail, app } = this;
    const waiting = waitingOn([table]).filter(({ kind }) => kind !== "guests" && kind !== "orders");
    const asks = waiting.length
      ? h(
          "div",
          { class: "attention", key: "asks" },
          waiting.map((each) => request(app, each, this.floor)),
        )
      : null;
    if (!table.session) return [asks, this.freeTable()];
    if (table.session.status === "pending") return asks;
    if (!detail?.data) return [asks, detail?.error ? errorState(detail.error, () => detail.fetch()) : skeleton()];
    const { guests, orders, bill } = detail.data;
    return [
      this.lockedFor() ? this.lockNotice(orders) : null,
      asks,
      this.guestList(guests),
      h(
        "section",
        { class: "stack", key: "orders" },
        h("h3", null, t("table.orders")),
        orders.length
          ? roundsOf(orders).map(({ order, round }) => orderCard(app, order, round, () => this.refresh()))
          : emptyState("cutlery", t("table.no_orders"), t("table.no_orders_note")),
      ),
      orders.length
        ? h("section", { class: "stack", key: "bill" }, h("h3", null, t("table.bill")), billLines(app, bill))
        : null,
    ];
  }

  lockNotice(orders) {
    const { app } = this;
    const kept = orders.filter(({ locked_until: until }) => until);
    const takeBack = async () => {
      const sure = await confirmDialog({
        title: t("table.unlock_title"),
        text: t("table.unlock_text"),
        confirm: t("table.unlock"),
        cancel: t("cancel"),
        danger: true,
      });
      if (!sure) return;
      const done = await attempt(() => Promise.all(kept.map(({ id }) => app.api.del(`/api/orders/${id}/lock`))));
      if (done) toast(t("table.unlocked"), { tone: "ok" });
      await this.refresh();
    };
    return h(
      "div",
      { class: "notice table-locked", key: "locked", data: { tone: "bill" } },
      icon("card", { small: true }),
      h("span", { class: "grow", role: "status" }, t("table.locked")),
      app.session.can("payments:create")
        ? h("button", { class: "button", type: "button", onClick: takeBack }, t("table.unlock"))
        : null,
    );
  }

  guestList(guests) {
    const { app, detail } = this;
    const decide = (guest, what) =>
      attempt(() =>
        app.api.patch(`/api/tables/sessions/${detail.data.session.id}/guests/${guest.id}/${what}`, {}),
      ).then(() => this.refresh());
    const shown = guests.filter(({ status }) => status !== "refused");
    if (!shown.length) return null;
    return h(
      "section",
      { class: "stack", key: "guests", vars: { "--gap": "var(--space-2)" } },
      h("h3", null, t("table.guests")),
      h(
        "ul",
        { class: "list" },
        shown.map((guest) =>
          h(
            "li",
            { class: "row", key: guest.id },
            h("span", { class: "avatar", "aria-hidden": "true" }, guest.name.trim()[0] ?? "?"),
            h(
              "span",
              { class: "row-main cluster" },
              h("span", { class: "row-title" }, guest.name),
              guest.status === "waiting"
                ? h("span", { class: "badge", data: { tone: "waiting" } }, t("table.guest_waiting"))
                : guest.is_opener
                  ? h("span", { class: "row-note" }, t("table.guest_opener"))
                  : null,
            ),
            guest.status === "waiting" && app.session.can("tables:update")
              ? [
                  h(
                    "button",
                    {
                      class: "button button-tone button-icon",
                      data: { tone: "waiting" },
                      type: "button",
                      "aria-label": `${t("table.guest_approve")}: ${guest.name}`,
                      onClick: () => decide(guest, "approve"),
                    },
                    icon("check"),
                  ),
                  h(
                    "button",
                    {
                      class: "button button-icon",
                      type: "button",
                      "aria-label": `${t("table.guest_reject")}: ${guest.name}`,
                      onClick: () => decide(guest, "reject"),
                    },
                    icon("x"),
                  ),
                ]
              : null,
          ),
        ),
      ),
    );
  }

  freeTable() {
    const { app, table, seat } = this;
    if (!app.session.can("tables:update")) return emptyState("table", t("table.free_note"));
    const set = (changes) => {
      Object.assign(seat, changes);
      this.draw();
    };
    return [
      table.status !== "available"
        ? h(
            "button",
            {
              class: "button button-block",
              type: "button",
              onClick: async () => {
                if ((await attempt(() => app.api.post(`/api/tables/${table.id}/free`))) !== undefined) {
                  toast(t("table.freed", { table: table.number }), { tone: "ok" });
                }
                this.refresh();
              },
            },
            icon("check"),
            t("table.mark_free"),
          )
        : null,
      h(
        "form",
        {
          class: "stack table-seat",
          key: "seat",
          onSubmit: async (event) => {
            event.preventDefault();
            if (seat.busy) return;
            set({ busy: true });
            const body = {
              tableId: table.id,
              customerName: seat.name.trim() || t("table.seat_name_default"),
              guestCount: seat.covers,
              ...(seat.phone.trim() ? { customerPhone: seat.phone.trim() } : {}),
            };
            const made = await attempt(() => app.api.post("/api/tables/sessions", body));
            if (made) this.seat = { name: "", phone: "", covers: 2, busy: false };
            else seat.busy = false;
            await this.refresh();
            this.draw();
          },
        },
        h("h3", null, t("table.seat")),
        h(
          "div",
          { class: "spread" },
          h("span", { class: "label", id: "seat-covers" }, t("table.seat_covers")),
          h(
            "div",
            { class: "stepper", role: "group", "aria-labelledby": "seat-covers" },
            h(
              "button",
              {
                type: "button",
                "aria-label": t("round.less"),
                disabled: seat.covers <= 1,
                onClick: () => set({ covers: seat.covers - 1 }),
              },
              icon("minus"),
            ),
            h("output", null, seat.covers),
            h(
              "button",
              { type: "button", "aria-label": t("round.more"), onClick: () => set({ covers: seat.covers + 1 }) },
              icon("plus"),
            ),
          ),
        ),
        h(
          "div",
          { class: "field" },
          h("label", { class: "label", for: "seat-name" }, t("table.seat_name")),
          h("input", {
            class: "input",
            id: "seat-name",
            maxlength: 255,
            autocomplete: "off",
            placeholder: t("table.seat_name_default"),
            value: seat.name,
            onInput: (event) => (seat.name = event.currentTarget.value),
          }),
        ),
        h(
          "div",
          { class: "field" },
          h("label", { class: "label", for: "seat-phone" }, t("table.seat_phone")),
          h("input", {
            class: "input",
            id: "seat-phone",
            type: "tel",
            maxlength: 20,
            autocomplete: "off",
            value: seat.phone,
            onInput: (event) => (seat.phone = event.currentTarget.value),
          }),
        ),
        h(
          "button",
          { class: "button button-primary button-large", type: "submit", "aria-busy": seat.busy ? "true" : null },
          t("table.seat_submit"),
        ),
      ),
    ];
  }

  foot() {
    const { app, table, detail } = this;
    const data = detail?.data;
    if (!data || data.session.id !== this.sessionId) return null;
    const { bill } = data;
    const can = (permission) => app.session.can(permission);
    return h(
      "div",
      { class: "side-foot", key: "foot" },
      h(
        "div",
        { class: "spread" },
        h("span", { class: "quiet" }, t(bill.outstanding || !bill.total ? "table.outstanding" : "table.settled")),
        h("span", { class: "table-outstanding money" }, app.money(bill.outstanding)),
      ),
      h(
        "div",
        { class: "table-actions" },
        can("orders:create")
          ? h(
              "button",
              {
                class: "button button-primary",
                type: "button",
                onClick: async () => {
                  await addRound(app, table, data.session.id);
                  this.refresh();
                },
              },
              icon("plus"),
              t("table.add_round"),
            )
          : null,
        bill.outstanding > 0 && can("payments:create")
          ? h("button", { class: "button", type: "button", onClick: () => this.pay() }, icon("wallet"), t("table.pay"))
          : null,
        can("tables:update")
          ? h(
              "button",
              {
                class: "button button-icon",
                type: "button",
                "aria-label": t("table.more"),
                "aria-haspopup": "dialog",
                onClick: () => this.more(),
              },
              icon("more"),
            )
          : null,
      ),
    );
  }

  async pay() {
    const paid = await takePayment(this.app, this.table, this.detail.data);
    await this.refresh();
    if (paid?.fully_paid && this.app.session.can("tables:update")) this.offerEnd();
  }

  async offerEnd() {
    const control = openDialog({
      title: t("pay.all_paid_title"),
      closeLabel: t("close"),
      draw: ({ close }) => ({
        body: h("p", { class: "quiet" }, t("pay.all_paid_text", { table: this.table.number })),
        foot: [
          h("button", { class: "button", type: "button", onClick: () => close(false) }, t("pay.leave_open")),
          h("button", { class: "button button-primary", type: "button", onClick: () => close(true) }, t("table.end")),
        ],
      }),
    });
    if (!(await control.closed)) return;
    await endSession(this.app, this.table, this.detail?.data, { asked: true });
    await this.refresh();
  }

  async more() {
    const { app, table } = this;
    const control = openDialog({
      title: t("table.title", { table: nameOf(table) }),
      kind: "sheet",
      closeLabel: t("close"),
      draw: ({ close }) => ({
        body: h(
          "div",
          { class: "stack", vars: { "--gap": "0" } },
          action("move", t("table.move"), () => close(moveParty)),
          action("merge", t("table.merge"), () => close(joinParty)),
          action("check-circle", t("table.end"), () => close(endSession)),
        ),
      }),
    });
    const chosen = await control.closed;
    if (!chosen) return;
    if (chosen === endSession) await endSession(app, table, this.detail?.data);
    else await chosen(app, table, this.floor.data);
    await this.refresh();
  }
}

function action(shape, text, run) {
  return h("button", { class: "menu-item", type: "button", onClick: run }, icon(shape), text);
}

/** Orders, newest first, with the number of the round that each is. */
function roundsOf(orders) {
  return [...orders]
    .sort((one, other) => one.created_at.localeCompare(other.created_at))
    .map((order, index) => ({ order, round: index + 1 }))
    .reverse();
}

function skeleton() {
  return h(
    "div",
    { class: "stack", role: "status", "aria-label": t("loading") },
    h("span", { class: "skeleton table-skeleton" }),
    h("span", { class: "skeleton table-skeleton" }),
    h("span", { class: "skeleton table-skeleton" }),
  );
}
