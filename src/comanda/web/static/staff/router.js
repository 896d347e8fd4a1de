/** The addresses below /staff. */
import { makeRouter } from "../shared/router.js";

export { navigate } from "../shared/router.js";
export const { routeOf, startRouter } = makeRouter([
  ["sign-in", /^\/staff\/sign-in\/?$/],
  ["floor", /^\/staff\/floor\/?$/],
  ["floor", /^\/staff\/tables\/(?<tableId>[^/]+)\/?$/],
  ["kitchen", /^\/staff\/kitchen\/?$/],
  ["book", /^\/staff\/book(?:\/(?<day>\d{4}-\d\d-\d\d))?\/?$/],
  ["expedite", /^\/staff\/expedite\/?$/],
  ["codes", /^\/staff\/codes\/?$/],
]);
