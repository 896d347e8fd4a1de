/**
 * The guest page's worker: keeps the page working without a connection. It keeps the page's own files, and the last
 * menu of each table. It never touches what is written, and nothing that belongs to a person goes into a cache.
 * Whoever serves this file puts `self.COMANDA = {version, assets}` before it.
 */
const { version, assets } = self.COMANDA;
const SHELL = `comanda-guest-${version}`;
const MENUS = "comanda-menus";
const MOST_MENUS = 24;
const PATIENCE_MS = 3000;
/** A newer page than this worker's files is being shown: its files come from the network until the next worker. */
let behind = false;

self.addEventListener("install", (event) => {
  const fresh = assets.map((url) => new Request(url, { cache: "no-cache" }));
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(fresh))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/^\/api\/customer\/[^/]+\/[^/]+\/menu$/.test(url.pathname)) event.respondWith(menu(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event));
});

/** The newest page if it comes soon, else the last one. */
async function page(event) {
  const kept = await (await caches.open(MENUS)).match(event.request, { ignoreSearch: true });
  const coming = fetch(event.request).then((response) => {
    const theirs = response.headers.get("X-Comanda-Assets");
    if (theirs) behind = theirs !== version;
    event.waitUntil(keep(event.request, response.clone()));
    return response;
  });
  if (!kept) return coming;
  event.waitUntil(coming.catch(() => null));
  const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([coming.catch(() => kept), enough]);
}

async function menu(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch (error) {
    const kept = await (await caches.open(MENUS)).match(event.request);
    if (kept) return kept;
    throw error;
  }
}

/** A file of this version at once; anything else is shown as kept and brought up to date behind it. */
async function file(event) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(event.request, { ignoreSearch: true });
  const ours = assets.includes(new URL(event.request.url).pathname);
  if (kept && ours && !behind) return kept;
  const coming = fetch(event.request).then((response) => {
    if (response.ok && !ours) event.waitUntil(cache.put(event.request, response.clone()));
    return response;
  });
  if (!kept) return coming;
  event.waitUntil(coming.catch(() => null));
  return behind ? coming.catch(() => kept) : kept;
}

/** Keep a menu or its page, and only so many. A table that is no more is forgotten. */
async function keep(request, response) {
  const cache = await caches.open(MENUS);
  const address = new URL(request.url).pathname;
  await cache.delete(address);
  if (!response.ok || /no-store/.test(response.headers.get("Cache-Control") ?? "")) return;
  await cache.put(address, response);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_MENUS)).map((one) => cache.delete(one)));
}

async function forgetOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("comanda-guest-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}
