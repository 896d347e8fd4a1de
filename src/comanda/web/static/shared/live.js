/** Something the server knows, kept fresh: fetched, fetched again on hints, and never two fetches at once. */

const COALESCE_MS = 80;
const RETRY_MS = [2000, 4000, 8000, 10000];

/**
 * @template T
 * @typedef {object} Live
 * @property {T | null} data what was fetched last
 * @property {Error | null} error why the last fetch failed; null once one succeeds
 * @property {number | null} fetchedAt when `data` was fetched (ms)
 * @property {() => void} hint says that it may have changed; many hints make one fetch
 * @property {() => Promise<void>} fetch fetches now, and resolves when the answer is shown
 * @property {(change: (data: T) => T) => void} expect shows a change before the server has confirmed it
 * @property {() => void} stop
 */

/**
 * Keeps the answer of `load` fresh. A failed fetch is tried again by itself.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {(live: Live<T>) => void} onChange after every fetch, good or bad
 * @param {{every?: number}} [options] also fetch after so many milliseconds without a hint
 * @returns {Live<T>}
 */
export function keepLive(load, onChange, { every = 0 } = {}) {
  let hintTimer = null;
  let nextTimer = null;
  let running = null;
  let again = false;
  let failures = 0;
  let stopped = false;
  const controller = new AbortController();
  const live = {
    data: null,
    error: null,
    fetchedAt: null,
    hint() {
      if (!hintTimer && !stopped) hintTimer = setTimeout(() => live.fetch(), COALESCE_MS);
    },
    fetch() {
      clearTimeout(hintTimer);
      hintTimer = null;
      if (running) {
        again = true;
        return running;
      }
      running = run().finally(() => {
        running = null;
      });
      return running;
    },
    expect(change) {
      if (live.data === null) return;
      live.data = change(live.data);
      onChange(live);
    },
    stop() {
      stopped = true;
      clearTimeout(hintTimer);
      clearTimeout(nextTimer);
      controller.abort();
    },
  };

  async function run() {
    do {
      again = false;
      clearTimeout(nextTimer);
      try {
        const data = await load(controller.signal);
        if (stopped) return;
        live.data = data;
        live.error = null;
        live.fetchedAt = Date.now();
        failures = 0;
      } catch (error) {
        if (stopped) return;
        live.error = error;
        failures += 1;
      }
      // An answer from before the newest hint would be shown and then replaced: skip it.
      if (!again) onChange(live);
    } while (again);
    const pause = live.error ? RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] : every;
    if (pause) nextTimer = setTimeout(() => live.fetch(), pause);
  }

  return live;
}
