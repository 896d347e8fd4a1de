import { ApiError, createApi } from "./api.js";

/**
 * Makes a client of the Manage API for whoever is signed in. What it refuses is an `ApiError` whose `fields` say what
 * is wrong with each field (`field`, `code`, `message`).
 *
 * @param {import("./session.js").Session} session
 * @param {string} [below] what every path begins with, such as a location's
 */
export function createManage(session, below = "") {
  return createApi({
    base: `/manage/v1${below}`,
    token: () => session.kept?.accessToken ?? null,
    refresh: () => session.refresh(),
    onSignedOut: () => session.forget(),
    unwrap: unwrapProblem,
  });
}

function unwrapProblem(response, body, options) {
  if (response.ok) return options.whole ? body : (body?.data ?? body);
  throw Object.assign(
    new ApiError(
      response.status,
      body?.code ?? (response.status >= 500 ? "SERVER_ERROR" : "BAD_ANSWER"),
      body?.detail ?? `The server answered ${response.status}.`,
      { retryAfter: Number(response.headers.get("Retry-After")) || null },
    ),
    { fields: body?.errors ?? [] },
  );
}
