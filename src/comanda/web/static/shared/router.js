/** The addresses of an application of pages, by the History API. */

/**
 * @typedef {{name: string, params: Record<string, string>}} Route
 */

/**
 * Makes the functions that read and change the address.
 *
 * @param {[string, RegExp][]} routes names and the paths they stand for; groups become params
 */
export function makeRouter(routes) {
  /**
   * @param {string} path
   * @returns {Route | null} null for an address that means nothing
   */
  function routeOf(path) {
    for (const [name, pattern] of routes) {
      const match = pattern.exec(path);
      if (match) return { name, params: { ...match.groups } };
    }
    return null;
  }

  /**
   * Calls back on every change of address, by us, by the back button or by a link to one of the routes.
   *
   * @param {() => void} onChange
   */
  function startRouter(onChange) {
    addEventListener("popstate", onChange);
    addEventListener("comanda:navigate", onChange);
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
      if (!routeOf(link.pathname)) return;
      event.preventDefault();
      navigate(link.pathname);
    });
  }

  return { routeOf, startRouter };
}

/**
 * Goes to an address without loading the page anew.
 *
 * @param {string} path
 * @param {{replace?: boolean}} [options] `replace` leaves no way back to where we are
 */
export function navigate(path, { replace = false } = {}) {
  if (path !== location.pathname) history[replace ? "replaceState" : "pushState"](null, "", path);
  dispatchEvent(new Event("comanda:navigate"));
}
