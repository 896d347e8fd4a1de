/** The one client of the API, with this guest's token. */

import { createApi } from "/static/shared/api.js";
import { state } from "./state.js";

let onLost = () => {};

/** Call `listener` with "lost" (the token is no longer good) or "ended" (the visit is over). */
export function whenLost(listener) {
  onLost = listener;
}

const client = createApi({
  token: () => state.seat.token ?? null,
  // A guest's token cannot be renewed: asking for the table again is the only way on.
  refresh: async () => false,
  onSignedOut: () => onLost("lost"),
});

async function guarded(call) {
  try {
    return await call;
  } catch (error) {
    if (error.code === "SESSION_ENDED") onLost("ended");
    throw error;
  }
}

export const server = {
  get: (path, options) => guarded(client.get(path, options)),
  post: (path, body, options) => guarded(client.post(path, body, options)),
  put: (path, body) => guarded(client.put(path, body)),
  del: (path) => guarded(client.del(path)),
};
