import { nameOf } from "../table-state.js";
import { t } from "../t.js";
import { slotMinutesOf } from "./day.js";

const MINUTE = 60000;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** A mouse drags at once; a finger holds first, since it may also mean to scroll. */
const DRAG_PX = 6;
const HOLD_MS = 350;
const EDGE_PX = 48;

/**
 * Moves bars of the timeline to other tables and times, by pointer and as well by keyboard: arrow keys carry the bar
 * that has the focus, Enter puts it down, Escape puts it back. Nothing is changed before it is put down.
 *
 * @param {object} settings
 * @param {any} settings.app
 * @param {() => {book: any, layout: any}} settings.shown what is on the screen
 * @param {() => void} settings.redraw
 * @param {(words: string) => void} settings.say tells whoever does not see it
 * @param {(bar: any, target: {table: string | null, time: number}) => void} settings.onDrop
 */
export function makeMoves({ app, shown, redraw, say, onDrop }) {
  /** What is being carried: `{bar, table, time, by}`. */
  let held = null;
  let press = null;
  let dragged = false;

  const isElsewhere = () => held.table !== held.bar.table || held.time !== held.bar.from;

  function carry(bar, target, by) {
    if (held && held.bar.key === bar.key && held.table === target.table && held.time === target.time) return;
    held = { bar, ...target, by };
    const { table } = shown().layout.rowOf(held.table);
    redraw();
    say(
      t("book.carried", {
        table: table ? nameOf(table) : t("book.no_table"),
        time: app.timeOfDay(held.time),
      }),
    );
  }

  function letGo() {
    held = null;
    redraw();
  }

  function putBack() {
    if (!held) return;
    if (press?.active) {
      forget();
      dragged = true;
    }
    letGo();
    say(t("book.put_back"));
  }

  function putDown() {
    const { bar, table, time } = held;
    const elsewhere = isElsewhere();
    letGo();
    if (elsewhere) onDrop(bar, { table, time });
  }

  /** Keeps a time within the hours that are shown. */
  function within(bar, time) {
    const { from, to } = shown().layout;
    const step = slotMinutesOf(shown().book, bar.reservation) * MINUTE;
    const low = Math.ceil((from - bar.from) / step);
    const high = Math.floor((to - step - bar.from) / step);
    return bar.from + Math.min(high, Math.max(low, Math.round((time - bar.from) / step))) * step;
  }

  function onKeydown(bar, event) {
    const step = STEPS[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      const now = held?.bar.key === bar.key ? held : { table: bar.table, time: bar.from };
      const { tables } = shown().layout;
      const row = Math.min(tables.length - 1, Math.max(0, tables.indexOf(now.table) + step[1]));
      const table = tables[row] === null && bar.table !== null ? now.table : tables[row];
      const slot = slotMinutesOf(shown().book, bar.reservation) * MINUTE;
      carry(bar, { table, time: within(bar, now.time + step[0] * slot) }, "keys");
    } else if (held && event.key === "Enter") {
      event.preventDefault();
      putDown();
    } else if (held && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      putBack();
    }
  }

  function onBlur(bar, event) {
    const element = event.currentTarget;
    // A redraw that moves the element takes the focus away for a moment.
    setTimeout(() => {
      if (held?.by === "keys" && held.bar.key === bar.key && document.activeElement !== element) putBack();
    });
  }

  function onPointerdown(bar, event) {
    if (event.button !== 0 || press) return;
    const element = event.currentTarget;
    const { left } = element.parentElement.getBoundingClientRect();
    const grip = event.clientX - left - timeToPx(element.parentElement, bar.from);
    press = { bar, element, id: event.pointerId, x: event.clientX, y: event.clientY, grip, active: false };
    if (event.pointerType === "touch") press.timer = setTimeout(() => pickUp(), HOLD_MS);
  }

  function timeToPx(field, time) {
    const { from, to } = shown().layout;
    return ((time - from) / (to - from)) * field.clientWidth;
  }

  function pickUp() {
    press.active = true;
    press.element.setPointerCapture(press.id);
    carry(press.bar, { table: press.bar.table, time: press.bar.from }, "pointer");
  }

  function onPointermove(event) {
    if (!press || event.pointerId !== press.id) return;
    if (!press.active) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < DRAG_PX) return;
      if (event.pointerType === "touch") {
        // It scrolls.
        forget();
        return;
      }
      pickUp();
    }
    scrollAtEdge(press.element.closest(".book-scroll"), event);
    carry(press.bar, placeOf(event), "pointer");
  }

  function placeOf(event) {
    const { bar, element, grip } = press;
    const field = element.parentElement;
    const { left, top, height } = field.getBoundingClientRect();
    const { from, to, rows, height: all } = shown().layout;
    const x = event.clientX - left - grip;
    const y = ((event.clientY - top) / height) * all;
    const ofTables = rows.filter(({ table }) => table);
    // Between two areas the nearest table counts.
    const [row] = [...ofTables].sort((one, other) => distance(one, y) - distance(other, y));
    const time = within(bar, from + (x / field.clientWidth) * (to - from));
    return { table: bar.table === null && y < ofTables[0].y ? null : row.table.id, time };
  }

  function scrollAtEdge(scroller, { clientX, clientY }) {
    const { left, right, top, bottom } = scroller.getBoundingClientRect();
    const along = clientX > right - EDGE_PX ? 16 : clientX < left + 2 * EDGE_PX ? -16 : 0;
    const across = clientY > bottom - EDGE_PX ? 12 : clientY < top + EDGE_PX ? -12 : 0;
    if (along || across) scroller.scrollBy(along, across);
  }

  function forget() {
    clearTimeout(press?.timer);
    press = null;
  }

  function onPointerup(event) {
    // The press that ends a drag is no press on the bar.
    if (dragged) setTimeout(() => (dragged = false));
    if (!press || event.pointerId !== press.id) return;
    const { active } = press;
    forget();
    if (!active) return;
    dragged = true;
    setTimeout(() => (dragged = false));
    putDown();
  }

  function onPointercancel(event) {
    if (!press || event.pointerId !== press.id) return;
    const { active } = press;
    forget();
    if (active) putBack();
  }

  return {
    /** Where a bar is carried to, or null. The bars of a party at several tables go together in time. */
    targetOf(bar) {
      if (!held || !bar.reservation || bar.sitting || bar.reservation.id !== held.bar.reservation.id) return null;
      return { table: bar.key === held.bar.key ? held.table : bar.table, time: held.time };
    },
    /** Whether a pointer holds a bar: what is on the screen must not move under it. */
    get isDragging() {
      return press?.active ?? false;
    },
    wasDragged: () => dragged,
    putBack,
    listeners: (bar) => ({
      onKeydown: (event) => onKeydown(bar, event),
      onBlur: (event) => onBlur(bar, event),
      onPointerdown: (event) => onPointerdown(bar, event),
      onPointermove,
      onPointerup,
      onPointercancel,
      onTouchmove: (event) => press?.active && event.preventDefault(),
      onContextmenu: (event) => press && event.preventDefault(),
    }),
  };
}

function distance({ y, room }, at) {
  return at < y ? y - at : at > y + room ? at - y - room : 0;
}
