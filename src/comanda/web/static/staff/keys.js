/** Moving with the arrow keys over things that stand anywhere on the screen. */

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Focuses whichever of `candidates` stands nearest in the direction of an arrow key.
 *
 * @param {Iterable<HTMLElement>} candidates
 * @param {string} key as of a keyboard event
 * @returns {boolean} whether there was one
 */
export function focusTowards(candidates, key) {
  const direction = DIRECTIONS[key];
  if (!direction) return false;
  const all = [...candidates];
  const from = document.activeElement;
  if (!all.includes(from)) {
    all[0]?.focus();
    return all.length > 0;
  }
  const here = middle(from);
  let best = null;
  let least = Infinity;
  for (const candidate of all) {
    if (candidate === from) continue;
    const there = middle(candidate);
    const along = (there.x - here.x) * direction[0] + (there.y - here.y) * direction[1];
    const across = Math.abs((there.x - here.x) * direction[1]) + Math.abs((there.y - here.y) * direction[0]);
    if (along < 4) continue;
    // What is straight ahead comes before what is nearer but to the side.
    const distance = along + across * 3;
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  best?.focus();
  best?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return best !== null;
}

/**
 * Tells whether a key press belongs to something that takes text or keys of its own.
 *
 * @param {KeyboardEvent} event
 */
export function isTyping(event) {
  return (
    event.metaKey ||
    event.ctrlKey ||
    event.altKey ||
    Boolean(event.target.closest?.("input, select, textarea, [contenteditable]")) ||
    Boolean(document.querySelector("dialog[open]"))
  );
}

function middle(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
