/** What stays on this phone. Storage may be refused or full: the page then works until it is closed. */

const memory = new Map();

/** @param {string} key @returns {any} what was kept, or null */
export function recall(key) {
  try {
    const text = localStorage.getItem(key);
    if (text !== null) return JSON.parse(text);
  } catch {
    // Refused or not ours: fall through to memory.
  }
  return memory.get(key) ?? null;
}

/** @param {string} key @param {any} value null forgets it */
export function remember(key, value) {
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Memory has it.
  }
}
