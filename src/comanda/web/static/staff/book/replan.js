import { confirmDialog, openDialog } from "../../shared/dialog.js";
import { h } from "../../shared/dom.js";
import { toast } from "../../shared/toast.js";
import { attempt } from "../problems.js";
import { t } from "../t.js";
import { tablesOf } from "./booking-form.js";

/**
 * Plans the tables of a day anew, and says which parties have others now.
 *
 * @param {any} app
 * @param {import("../../shared/live.js").Live<any>} live the book on the screen
 */
export async function replan(app, live) {
  const { date, reservations: before } = live.data;
  const sure = await confirmDialog({
    title: t("book.replan_title"),
    text: t("book.replan_text"),
    confirm: t("book.replan"),
    cancel: t("cancel"),
  });
  if (!sure) return;
  const done = await attempt(() => app.atLocation.post("/replan", { date }));
  if (!done) return;
  await live.fetch();
  if (!done.moved.length) {
    toast(t("book.replan_none"), { tone: "ok" });
    return;
  }
  const moved = live.data.reservations.filter(({ id }) => done.moved.includes(id));
  const was = (id) => before.find((each) => each.id === id);
  openDialog({
    title: t("book.replan_moved", { count: done.moved.length }),
    closeLabel: t("close"),
    draw: ({ close }) => ({
      body: h(
        "ul",
        { class: "list" },
        moved.map((reservation) =>
          h(
            "li",
            { class: "row", key: reservation.id },
            h("span", { class: "number" }, app.timeOfDay(reservation.time)),
            h("span", { class: "row-main row-title" }, reservation.name || reservation.reservation_no),
            h(
              "span",
              { class: "row-end" },
              was(reservation.id)
                ? t("book.from_to", { from: tablesOf(was(reservation.id)), to: tablesOf(reservation) })
                : tablesOf(reservation),
            ),
          ),
        ),
      ),
      foot: h("button", { class: "button button-primary", type: "button", onClick: () => close() }, t("close")),
    }),
  });
}
