/** The addresses below /office. */
import { makeRouter } from "../shared/router.js";

export { navigate } from "../shared/router.js";
export const { routeOf, startRouter } = makeRouter([
  ["sign-in", /^\/office\/sign-in\/?$/],
  ["apps", /^\/office\/developers\/?$/],
  ["access", /^\/office\/developers\/access\/?$/],
  ["endpoints", /^\/office\/developers\/webhooks\/?$/],
  ["endpoint", /^\/office\/developers\/webhooks\/(?<endpointId>[^/]+)\/?$/],
]);
