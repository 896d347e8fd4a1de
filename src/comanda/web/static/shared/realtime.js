/**
 * Live events. The server beats every 5 s, so 10 s of silence means that the screen may be out of date. A lost
 * connection comes back by itself, with growing pauses, and asks for what it missed by sequence number.
 */
const SILENCE_MS = 10000;
/** A connection that is known to be lost has this long to come back before the screen counts as out of date. */
const GRACE_MS = 3000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10000;

/**
 * @typedef {"connecting" | "live" | "stale" | "stopped"} RealtimeStatus
 * `connecting`: not there yet, first 10 s · `live` · `stale`: nothing heard for 10 s · `stopped`: closed by us
 */

/**
 * Opens the connection and keeps it.
 *
 * @param {object} settings
 * @param {() => string | null} settings.token a token that is good now
 * @param {string} [settings.url] by default /ws on this host
 * @param {(event: {type: string, payload: any, timestamp: number, seq?: number}) => void} settings.onEvent
 * @param {(status: RealtimeStatus) => void} [settings.onStatus]
 * @param {() => void} [settings.onResync] events may have been missed: fetch what is shown again. Also after every
 *   connection but the first.
 * @param {() => Promise<boolean>} [settings.refresh] gets a new token when the old one has expired
 * @returns {{status: RealtimeStatus, subscribe: (room: string) => void, reconnect: () => void, close: () => void}}
 */
export function connectRealtime({ token, url = defaultUrl(), onEvent, onStatus, onResync, refresh }) {
  let socket = null;
  let seq = null;
  let status = "connecting";
  let attempts = 0;
  let connections = 0;
  let retryTimer = null;
  let attemptTimer = null;
  let refused = false;
  const rooms = new Set();
  let silenceTimer = setTimeout(becomeStale, SILENCE_MS);

  function setStatus(next) {
    if (status === next || status === "stopped") return;
    status = next;
    onStatus?.(next);
  }

  function becomeStale() {
    setStatus("stale");
    if (socket?.readyState === WebSocket.OPEN) abandon(socket);
  }

  /** A connection that has gone quiet often never says that it is dead. */
  function abandon(quiet) {
    quiet.close();
    lost(quiet);
  }

  function heard() {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(becomeStale, SILENCE_MS);
  }

  async function open() {
    retryTimer = null;
    if (status === "stopped") return;
    if (refused) {
      refused = false;
      const renewed = await refresh?.().catch(() => false);
      if (!renewed) return lost(socket);
    }
    const bearer = token();
    if (!bearer) return lost(socket);
    const opened = new WebSocket(url);
    socket = opened;
    clearTimeout(attemptTimer);
    attemptTimer = setTimeout(() => opened === socket && abandon(opened), SILENCE_MS);
    opened.onopen = () => {
      opened.send(JSON.stringify({ type: "auth", token: bearer, ...(seq === null ? {} : { seq }) }));
    };
    opened.onmessage = ({ data }) => {
      if (opened === socket) receive(JSON.parse(data));
    };
    opened.onclose = (event) => {
      if (event.code === 4401) refused = true;
      lost(opened);
    };
  }

  function receive(message) {
    heard();
    switch (message.type) {
      case "auth:success":
        clearTimeout(attemptTimer);
        attempts = 0;
        connections += 1;
        for (const room of rooms) socket.send(JSON.stringify({ type: "subscribe", room }));
        if (seq === null) seq = message.seq ?? null;
        setStatus("live");
        if (connections > 1) onResync?.();
        break;
      case "auth:expired":
      case "auth:error":
        refused = true;
        break;
      case "resync":
        onResync?.();
        break;
      case "heartbeat":
      case "pong":
      case "subscribed":
      case "error":
        break;
      default:
        onEvent(message);
    }
    if (typeof message.seq === "number" && message.seq > (seq ?? -1)) seq = message.seq;
  }

  function lost(which) {
    if (which !== socket || retryTimer || status === "stopped") return;
    socket = null;
    if (status === "live") {
      clearTimeout(silenceTimer);
      silenceTimer = setTimeout(becomeStale, GRACE_MS);
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (0.75 + Math.random() / 2);
    attempts += 1;
    retryTimer = setTimeout(open, pause);
  }

  function reconnect() {
    if (status === "stopped" || status === "live") return;
    clearTimeout(retryTimer);
    attempts = 0;
    const old = socket;
    socket = null;
    if (old) old.close();
    open();
  }

  const onOnline = () => reconnect();
  const onVisible = () => document.visibilityState === "visible" && reconnect();
  addEventListener("online", onOnline);
  document.addEventListener("visibilitychange", onVisible);
  open();

  return {
    get status() {
      return status;
    },
    subscribe(room) {
      rooms.add(room);
      if (status === "live" && socket) socket.send(JSON.stringify({ type: "subscribe", room }));
    },
    reconnect,
    close() {
      setStatus("stopped");
      clearTimeout(silenceTimer);
      clearTimeout(attemptTimer);
      clearTimeout(retryTimer);
      removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
      socket?.close();
      socket = null;
    },
  };
}

function defaultUrl() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}
