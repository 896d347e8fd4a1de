import { h, redraw } from "../../shared/dom.js";
import { learnServerTime, now } from "../../shared/time.js";
import { remember, remembered } from "../device.js";
import { errorState } from "../problems.js";
import { navigate } from "../router.js";
import { t } from "../t.js";
import { bookingForm } from "./booking-form.js";
import { readBook } from "./calls.js";
import { dayOf } from "./clock.js";
import { waitForm, waitlist, walkInForm } from "./door.js";
import { bookList } from "./list.js";
import { moveBooking } from "./move-booking.js";
import { makeMoves } from "./moves.js";
import { replan } from "./replan.js";
import { reservationSheet } from "./sheet.js";
import { slotSheet, slotStrips } from "./slots.js";
import { layoutOf, timeline } from "./timeline.js";
import { toolbar } from "./toolbar.js";

const EVENTS = /^(book|session|table):/;
/** The now-line, late parties and those who overstay move on by themselves. */
const TICK_MS = 20000;
const HOUR_MS = 3600000;

/**
 * The reservation book of a day: timeline or list, covers of every slot, and who waits.
 *
 * @param {any} app
 * @param {HTMLElement} main
 * @param {{day?: string}} params
 */
export function bookPage(app, main, params) {
  const narrow = matchMedia("(max-width: 47.99rem)");
  const today = () => dayOf(now(), app.branch.timezone);
  const state = {
    day: params.day ?? today(),
    view: remembered("book-view", narrow.matches ? "list" : "timeline"),
    covers: 2,
    search: "",
    group: "all",
  };
  const screen = h("section", { class: "book-main", "aria-label": t("book.title") });
  const side = h("aside", { class: "book-side", "aria-label": t("book.waitlist") });
  // Outside of what is drawn, so that nothing but its words ever changes.
  const voice = h("p", { class: "visually-hidden", role: "status", "aria-live": "assertive" });
  main.append(screen, side, voice);
  let sheet = null;
  let layout = null;
  /** The day and view that were last scrolled to where they are looked at first. */
  let scrolledFor = null;

  const live = app.live(
    async (signal) => {
      const found = await readBook(app, state.day, state.covers, { signal });
      learnServerTime(Date.parse(found.now));
      return found;
    },
    EVENTS,
    // Nothing is drawn away from under a pointer; what it carries is drawn as it goes.
    () => moves.isDragging || draw(),
  );
  const moves = makeMoves({
    app,
    shown: () => ({ book: live.data, layout }),
    redraw: () => draw(),
    say: (words) => (voice.textContent = words),
    onDrop: (bar, target) => moveBooking(app, live, bar, target, now()),
  });
  const ticker = setInterval(() => moves.isDragging || draw(), TICK_MS);

  function set(changes) {
    Object.assign(state, changes);
    if ("covers" in changes) live.fetch();
    draw();
  }

  function goTo(day) {
    if (day) navigate(day === today() ? "/staff/book" : `/staff/book/${day}`);
  }

  async function refreshAfter(work) {
    if (await work) await live.fetch();
  }

  function open(bar) {
    if (bar.reservation) openSheet(bar.reservation);
    else navigate(`/staff/tables/${bar.table}`);
  }

  function openSheet(reservation) {
    sheet = reservationSheet(app, reservation, {
      book: () => live.data,
      onChanged: () => live.fetch(),
      onClose: () => (sheet = null),
    });
  }

  async function openSlot(service, slot) {
    const outcome = await slotSheet(app, live.data, service, slot);
    const { covers } = state;
    if (outcome === "book") {
      await refreshAfter(bookingForm(app, { day: state.day, service: service.id, time: slot.time, covers }));
    } else if (outcome === "changed") {
      await live.fetch();
    }
  }

  const actions = {
    onDay: goTo,
    onView: (view) => {
      remember("book-view", view);
      set({ view });
    },
    onBook: () => refreshAfter(bookingForm(app, { day: state.day, covers: state.covers })),
    onWalkIn: () => refreshAfter(walkInForm(app)),
    onWait: () => refreshAfter(waitForm(app)),
    onReplan: () => replan(app, live),
  };

  function draw() {
    const book = live.data?.date === state.day ? live.data : null;
    if (!book) {
      redraw(
        screen,
        toolbar(app, null, { day: state.day, today: today(), view: state.view, ...actions }),
        live.error ? errorState(live.error, () => live.fetch()) : skeleton(),
      );
      redraw(side);
      main.dataset.waiting = "0";
      return;
    }
    const at = now();
    layout = layoutOf(book, at);
    redraw(
      screen,
      toolbar(app, book, { day: state.day, today: today(), view: state.view, ...actions }),
      slotStrips(app, book, { covers: state.covers, onCovers: (covers) => set({ covers }), onSlot: openSlot }),
      state.view === "timeline"
        ? [
            h("p", { class: "hint book-keys", id: "book-keys", key: "keys" }, t("book.keys")),
            timeline(app, layout, { now: at, moves, onOpen: open }),
          ]
        : bookList(app, book, {
            search: state.search,
            group: state.group,
            onSearch: (search) => set({ search }),
            onGroup: (group) => set({ group }),
            onOpen: openSheet,
          }),
    );
    main.dataset.waiting = String(book.waitlist.length);
    redraw(side, book.waitlist.length ? waitlist(app, book.waitlist, () => live.fetch()) : null);
    scrollToNow(book, at);
    sheet?.redraw();
  }

  /** Once for each day and view: to the time it is, or to where the day begins. */
  function scrollToNow(book, at) {
    if (scrolledFor === `${book.date} ${state.view}`) return;
    scrolledFor = `${book.date} ${state.view}`;
    const scroller = screen.querySelector(".book-scroll");
    if (scroller) {
      const part = (at - HOUR_MS - layout.from) / (layout.to - layout.from);
      const { clientWidth } = scroller.querySelector(".book-field");
      scroller.scrollLeft = part > 0 && part < 1 ? part * clientWidth : 0;
    }
    for (const strip of screen.querySelectorAll(".book-strip-slots")) {
      const next = strip.querySelector('.book-slot:not([data-why="past"])');
      if (next) strip.scrollLeft = next.offsetLeft - strip.firstElementChild.offsetLeft;
    }
  }

  draw();

  return {
    go(next) {
      const day = next.day ?? today();
      if (day === state.day) return;
      moves.putBack();
      state.day = day;
      live.fetch();
      draw();
    },
    leave() {
      clearInterval(ticker);
    },
  };
}

function skeleton() {
  return h(
    "div",
    { class: "book-skeleton", role: "status", "aria-label": t("loading"), key: "skeleton" },
    Array.from({ length: 8 }, () => h("span", { class: "skeleton" })),
  );
}
