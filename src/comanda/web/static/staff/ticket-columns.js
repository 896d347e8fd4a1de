import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { t } from "./t.js";

/**
 * Puts tickets into columns, with room for a button that says how many do not fit.
 *
 * @param {Node[]} tickets oldest first
 */
export function ticketColumns(tickets) {
  return h(
    "div",
    { class: "tickets-holder" },
    h("div", { class: "tickets" }, tickets),
    h(
      "button",
      { class: "button button-primary button-round tickets-more", type: "button", hidden: true, onClick: showMore },
      h("span", { class: "tickets-more-words" }),
      icon("arrow-right", { small: true }),
    ),
  );
}

/**
 * Says on the button how many tickets do not fit; to be called after every redraw.
 *
 * @param {HTMLElement} screen
 */
export function countMore(screen) {
  const holder = screen.querySelector(".tickets-holder");
  if (!holder) return;
  const { right } = holder.getBoundingClientRect();
  const tickets = [...holder.querySelectorAll(".ticket")];
  const count = tickets.filter((ticket) => ticket.getBoundingClientRect().left > right - 40).length;
  const button = holder.querySelector(".tickets-more");
  button.hidden = count === 0;
  button.firstElementChild.textContent = t("kitchen.more", { count });
}

/**
 * Keeps the button's count right while the tickets are scrolled or the window changes.
 *
 * @param {HTMLElement} screen
 * @returns {() => void} stops it
 */
export function watchMore(screen) {
  const count = () => countMore(screen);
  screen.addEventListener("scroll", count, { capture: true, passive: true });
  addEventListener("resize", count);
  return () => removeEventListener("resize", count);
}

function showMore(event) {
  const columns = event.currentTarget.parentElement.querySelector(".tickets");
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  columns.scrollBy({ left: columns.clientWidth * 0.9, behavior: smooth ? "smooth" : "auto" });
}
