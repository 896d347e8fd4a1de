import { ApiError } from "../shared/api.js";
import { clear, h } from "../shared/dom.js";
import { keepLive } from "../shared/live.js";
import { createManage } from "../shared/manage.js";
import { formatMoney, parseMoney, plainMoney } from "../shared/money.js";
import { connectRealtime } from "../shared/realtime.js";
import { Session } from "../shared/session.js";
import { signInPage } from "../shared/sign-in.js";
import { learnServerTime, timeOfDay } from "../shared/time.js";
import { toastWords } from "../shared/toast.js";
import { bookPage } from "./book/page.js";
import { codesPage } from "./codes.js";
import { expeditePage } from "./expedite.js";
import { floorPage } from "./floor.js";
import { kitchenPage } from "./kitchen.js";
import { errorState, wordsOf } from "./problems.js";
import { navigate, routeOf, startRouter } from "./router.js";
import { Shell } from "./shell.js";
import { t } from "./t.js";

/** While events do not arrive, what is shown is fetched this often. */
const BEHIND_MS = 5000;
/** Even a live page asks now and then, in case an event was never sent. */
const SAFETY_MS = 60000;

/** What each page needs the user to hold, in the order of the navigation. */
const PAGES = [
  { name: "floor", icon: "table", permission: "tables:read", make: floorPage },
  { name: "kitchen", icon: "flame", permission: "orders:update_item_status", make: kitchenPage },
  { name: "book", icon: "calendar", permission: "reservations:read", make: bookPage },
  { name: "expedite", icon: "bell", permission: "orders:update_item_status", make: expeditePage },
  { name: "codes", icon: "qr", permission: "tables:update", make: codesPage },
];

/**
 * The staff's application: who is signed in, the branch, the live connection and the page that is shown. Pages get it
 * whole.
 */
class App {
  constructor(root) {
    this.root = root;
    this.session = new Session(() => this.signedOut());
    this.api = this.session.api;
    /** The Manage API at the branch. */
    this.atLocation = null;
    this.branch = null;
    this.branches = [];
    this.organisation = "";
    this.realtime = null;
    this.status = "connecting";
    this.signOutWished = false;
    this.ended = false;
    /** Where somebody wanted to go before they had to sign in. */
    this.wanted = null;
    this.listeners = new Set();
    this.lives = new Set();
    this.page = null;
    this.pageName = null;
    this.shell = null;
  }

  start() {
    document.documentElement.lang = t.language;
    toastWords.close = t("close");
    startRouter(() => this.route());
    this.enter();
  }

  /** Shows what the address says, for whoever is signed in. */
  async enter() {
    if (!this.session.kept) {
      this.route();
      return;
    }
    this.root.setAttribute("aria-busy", "true");
    try {
      await this.load();
    } catch (error) {
      if (!this.session.kept) return;
      clear(this.root);
      this.root.append(
        h(
          "main",
          { id: "content", class: "broken" },
          errorState(error, () => this.enter()),
          h(
            "button",
            { class: "button button-quiet", type: "button", onClick: () => this.signOut() },
            t("account.sign_out"),
          ),
        ),
      );
      return;
    } finally {
      this.root.removeAttribute("aria-busy");
    }
    // What the one before wanted to see may not be for whoever signed in.
    if (this.wanted && !this.pages().some(({ name }) => name === routeOf(this.wanted)?.name)) {
      history.replaceState(null, "", "/staff");
    }
    this.wanted = null;
    clear(this.root);
    this.shell?.close();
    this.shell = new Shell(this, this.root);
    this.connect();
    this.route();
  }

  async load() {
    const me = await this.api.get("/api/auth/me");
    const kept = this.session.kept;
    const branches = await this.api.get("/api/branches");
    const branchId = branches.some(({ id }) => id === kept.branchId) ? kept.branchId : (branches[0]?.id ?? null);
    this.session.keep({ ...this.session.kept, user: { ...kept.user, ...me.user }, branchId });
    this.branches = branches;
    const [branch, organisation] = await Promise.all([
      this.api.get("/api/settings/branch"),
      // The name only decorates; not every role may read it.
      this.api.get("/api/settings/org").catch(() => null),
    ]);
    this.branch = branch;
    this.atLocation = createManage(this.session, `/locations/${branch.id}`);
    this.organisation = organisation?.name ?? "";
  }

  connect() {
    this.realtime?.close();
    this.status = "connecting";
    this.realtime = connectRealtime({
      token: () => this.session.kept?.accessToken ?? null,
      refresh: () => this.session.refresh(),
      onEvent: (event) => {
        learnServerTime(event.timestamp);
        for (const listener of [...this.listeners]) listener(event);
      },
      onResync: () => this.refetch(),
      onStatus: (status) => {
        this.status = status;
        this.shell?.drawConnection();
        if (status !== "live") this.pollWhileBehind();
      },
    });
  }

  pollWhileBehind() {
    clearTimeout(this.behindTimer);
    if (this.status === "live" || this.status === "stopped") return;
    this.behindTimer = setTimeout(async () => {
      await Promise.all([...this.lives].map((live) => live.fetch()));
      this.shell?.drawConnection();
      this.pollWhileBehind();
    }, BEHIND_MS);
  }

  refetch() {
    for (const live of this.lives) live.fetch();
  }

  /** When what is shown was last known to be true (ms), null before the first answer; and whether asking fails now. */
  get freshness() {
    const all = [...this.lives];
    const times = all.map((live) => live.fetchedAt).filter(Boolean);
    const failing = all.some((live) => live.error instanceof ApiError && live.error.isUnknown);
    return { at: times.length ? Math.min(...times) : null, failing };
  }

  route() {
    if (!this.session.kept) {
      this.leavePage();
      this.shell = null;
      const wanted = routeOf(location.pathname);
      if (wanted && wanted.name !== "sign-in") this.wanted = location.pathname;
      if (location.pathname !== "/staff/sign-in") history.replaceState(null, "", "/staff/sign-in");
      document.title = `${t("sign_in.title")} · ${t("app.title")}`;
      clear(this.root);
      signInPage(this.root, {
        session: this.session,
        ended: this.ended,
        t,
        wordsOf,
        onSignedIn: () => {
          this.ended = false;
          history.replaceState(null, "", this.wanted ?? "/staff");
          clear(this.root);
          this.enter();
        },
      });
      return;
    }
    if (!this.shell) return;
    const route = routeOf(location.pathname);
    if (!route || route.name === "sign-in") {
      if (/^\/staff\/?$|sign-in/.test(location.pathname)) navigate(`/staff/${this.firstPage()}`, { replace: true });
      else this.showNothing();
      return;
    }
    const page = this.pages().find(({ name }) => name === route.name);
    if (!page) {
      this.showNothing();
      return;
    }
    document.title = `${t(`nav.${page.name}`)} · ${this.branch.name}`;
    if (this.pageName === page.name) {
      this.page.go?.(route.params);
    } else {
      this.leavePage();
      this.pageName = page.name;
      this.page = page.make(this, this.shell.freshMain(page.name), route.params);
    }
    this.shell.draw();
  }

  showNothing() {
    this.leavePage();
    this.shell.draw();
    this.shell
      .freshMain("nothing")
      .append(
        h(
          "div",
          { class: "empty" },
          h("h1", null, t("error.not_found_title")),
          h("p", null, t("error.not_found")),
          h("a", { class: "button", href: `/staff/${this.firstPage()}` }, t("error.home")),
        ),
      );
  }

  leavePage() {
    this.page?.leave?.();
    for (const live of this.lives) live.stop();
    this.lives.clear();
    this.listeners.clear();
    this.page = null;
    this.pageName = null;
  }

  /** The pages that the user may see. */
  pages() {
    return PAGES.filter(({ permission }) => this.session.can(permission));
  }

  firstPage() {
    const names = this.pages().map(({ name }) => name);
    if (this.session.kept.user.role === "kitchen" && names.includes("kitchen")) return "kitchen";
    return names[0] ?? "floor";
  }

  /**
   * Keeps something fetched while its page is shown: again on every event whose type matches.
   *
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} load
   * @param {RegExp} events
   * @param {(live: import("../shared/live.js").Live<T>) => void} onChange
   */
  live(load, events, onChange) {
    const live = keepLive(
      load,
      (changed) => {
        onChange(changed);
        this.shell?.drawConnection();
      },
      { every: SAFETY_MS },
    );
    const listener = (event) => events.test(event.type) && live.hint();
    this.lives.add(live);
    this.listeners.add(listener);
    const { stop } = live;
    live.stop = () => {
      this.lives.delete(live);
      this.listeners.delete(listener);
      stop();
    };
    live.fetch();
    return live;
  }

  /** Calls back on every live event while the page is shown. */
  onEvent(listener) {
    this.listeners.add(listener);
  }

  /** @param {number} amount minor units */
  money(amount) {
    return formatMoney(amount, {
      currency: this.branch.currency,
      exponent: this.branch.currency_exponent,
      // The currency's own country writes it shortest: "S/ 12.50" in es-PE, "PEN 12.50" elsewhere.
      locale: `${this.branch.language ?? "en"}-${this.branch.currency.slice(0, 2)}`,
    });
  }

  /** @param {string} text @returns {number | null} minor units */
  readMoney(text) {
    return parseMoney(text, this.branch.currency_exponent);
  }

  /** @param {number} amount minor units */
  plainMoney(amount) {
    return plainMoney(amount, this.branch.currency_exponent);
  }

  /** @param {string | number} at */
  timeOfDay(at) {
    return timeOfDay(at, { locale: navigator.language, timeZone: this.branch.timezone });
  }

  chooseBranch(branchId) {
    this.leavePage();
    this.session.chooseBranch(branchId);
    clear(this.root);
    if (location.pathname.startsWith("/staff/tables/")) history.replaceState(null, "", "/staff/floor");
    this.realtime?.close();
    this.enter();
  }

  async signOut() {
    this.signOutWished = true;
    await this.session.signOut();
    this.signOutWished = false;
  }

  signedOut() {
    this.ended = !this.signOutWished;
    this.realtime?.close();
    this.realtime = null;
    this.shell?.close();
    this.shell = null;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    // Whoever signs in next starts at a page of their own; after a lost session people go on where they were.
    if (this.signOutWished) history.replaceState(null, "", "/staff/sign-in");
    this.route();
  }
}

new App(document.getElementById("app")).start();
