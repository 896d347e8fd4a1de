/** What this device remembers of how somebody likes a page. */

/**
 * @param {string} name
 * @param {string} otherwise
 * @returns {string}
 */
export function remembered(name, otherwise) {
  try {
    return localStorage.getItem(`comanda-staff-${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`comanda-staff-${name}`, value);
  } catch {
    // Storage may be full; the choice then holds until the page is left.
  }
}
