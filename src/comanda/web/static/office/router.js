/** The addresses below /office. */
import { makeRouter } from "../shared/router.js";

export { navigate } from "../shared/router.js";
export const { routeOf, startRouter } = makeRouter([
  ["sign-in", /^\/office\/sign-in\/?$/],
  ["levels", /^\/office\/stock\/?$/],
  ["movements", /^\/office\/stock\/movements\/?$/],
  ["recipes", /^\/office\/stock\/recipes\/?$/],
  ["takes", /^\/office\/stock\/takes\/?$/],
  ["apps", /^\/office\/developers\/?$/],
  ["access", /^\/office\/developers\/access\/?$/],
  ["endpoints", /^\/office\/developers\/webhooks\/?$/],
  ["endpoint", /^\/office\/developers\/webhooks\/(?<endpointId>[^/]+)\/?$/],
]);
