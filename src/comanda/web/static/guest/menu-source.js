/** The menu, brought up to date: it may have changed since the page was made, or been kept from an earlier visit. */

import { indexMenu } from "./menu.js";
import { TABLE_API, changed, state } from "./state.js";

const SOON_MS = 300;
let timer = null;

/** Ask for the menu soon; many hints make one question. */
export function refreshMenu() {
  timer ??= setTimeout(fetchMenu, SOON_MS);
}

async function fetchMenu() {
  timer = null;
  try {
    // Not through the API client: the browser's own cache answers "as before" with a few bytes.
    const response = await fetch(`${TABLE_API}/menu`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { data } = await response.json();
    state.menuIsOld = false;
    state.menu = indexMenu(data);
  } catch {
    state.menuIsOld = true;
  }
  changed();
}
