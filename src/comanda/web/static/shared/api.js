/** Calls to the API: one envelope in, data or an error with a code out. A 401 is refreshed and tried once more. */

/** What the API refused, or why it could not be asked (`status` 0, code "NETWORK" or "TIMEOUT"). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message in words, from the server where it gave any
   * @param {{details?: any, data?: any, retryAfter?: number | null}} [more]
   */
  constructor(status, code, message, { details, data, retryAfter } = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.data = data;
    this.retryAfter = retryAfter ?? null;
  }

  /** True when nobody knows whether the server did it: the same call with the same key may be sent again. */
  get isUnknown() {
    return this.status === 0 || this.status >= 502;
  }
}

/**
 * @typedef {object} CallOptions
 * @property {any} [body] sent as JSON
 * @property {string} [idempotencyKey] the same key for the same intention, however often it is sent
 * @property {AbortSignal} [signal]
 * @property {Record<string, string>} [headers]
 * @property {boolean} [whole] resolve to the whole envelope (for `pagination` beside `data`), not only to its data
 * @property {boolean} [blob] resolve to the bytes of the answer, for PDF and SVG
 * @property {number} [timeout] milliseconds, by default 15 s
 */

/**
 * Makes a client.
 *
 * @param {object} settings
 * @param {string} [settings.base] put before every path
 * @param {() => string | null} [settings.token] the token to send
 * @param {() => Promise<boolean>} [settings.refresh] gets a new token after a 401; false when it could not. Several
 *   calls that fail together share one refresh.
 * @param {() => Record<string, string>} [settings.headers] more headers for every call
 * @param {() => void} [settings.onSignedOut] after a 401 that could not be refreshed
 * @param {(response: Response, body: any, options: CallOptions) => any} [settings.unwrap] makes what a call resolves to
 *   from an answer and its JSON (null without any), or throws an `ApiError`; by default for the Guest API's envelope
 */
export function createApi({
  base = "",
  token = () => null,
  refresh,
  headers = () => ({}),
  onSignedOut,
  unwrap = unwrapEnvelope,
} = {}) {
  let refreshing = null;

  async function once(method, path, options) {
    const timeout = AbortSignal.timeout(options.timeout ?? 15000);
    const signal = options.signal ? anyOf([options.signal, timeout]) : timeout;
    const sent = { Accept: options.blob ? "*/*" : "application/json", ...headers(), ...options.headers };
    const bearer = token();
    if (bearer) sent.Authorization = `Bearer ${bearer}`;
    if (options.idempotencyKey) sent["Idempotency-Key"] = options.idempotencyKey;
    if (options.body !== undefined) sent["Content-Type"] = "application/json";
    try {
      return await fetch(base + path, {
        method,
        headers: sent,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        signal,
        cache: "no-store",
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (timeout.aborted) throw new ApiError(0, "TIMEOUT", "The server takes too long to answer.");
      throw new ApiError(0, "NETWORK", "The server cannot be reached.");
    }
  }

  async function call(method, path, options = {}) {
    const bearer = token();
    let response = await once(method, path, options);
    if (response.status === 401 && refresh && bearer) {
      // Another call may have refreshed while this one was on its way.
      const renewed = token() !== bearer || (await (refreshing ??= refresh().finally(() => (refreshing = null))));
      if (renewed) response = await once(method, path, options);
      if (response.status === 401) onSignedOut?.();
    }
    if (response.ok && options.blob) return response.blob();
    let body = null;
    try {
      body = await response.json();
    } catch {
      body = null;
    }
    return unwrap(response, body, options);
  }

  return {
    call,
    /** @param {string} path @param {CallOptions} [options] */
    get: (path, options) => call("GET", path, options),
    /** @param {string} path @param {any} [body] @param {CallOptions} [options] */
    post: (path, body, options) => call("POST", path, { ...options, body }),
    /** @param {string} path @param {any} [body] @param {CallOptions} [options] */
    put: (path, body, options) => call("PUT", path, { ...options, body }),
    /** @param {string} path @param {any} [body] @param {CallOptions} [options] */
    patch: (path, body, options) => call("PATCH", path, { ...options, body }),
    /** @param {string} path @param {CallOptions} [options] */
    del: (path, options) => call("DELETE", path, options),
  };
}

/**
 * A random UUID, for idempotency keys and lines made here. `crypto.randomUUID` exists on https and localhost only, and
 * a restaurant's server is often neither.
 *
 * @returns {string}
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function unwrapEnvelope(response, envelope, options) {
  if (!response.ok || envelope?.success !== true) throw errorOf(response, envelope);
  return options.whole ? envelope : (envelope.data ?? null);
}

function errorOf(response, envelope) {
  const error = envelope?.error ?? {};
  const retryAfter = Number(response.headers.get("Retry-After")) || envelope?.data?.retryAfterSec || null;
  return new ApiError(
    response.status,
    error.code ?? (response.status >= 500 ? "SERVER_ERROR" : "BAD_ANSWER"),
    error.message ?? `The server answered ${response.status}.`,
    { details: error.details, data: envelope?.data, retryAfter },
  );
}

function anyOf(signals) {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
}
