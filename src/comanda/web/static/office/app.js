import { icon } from "/static/design/icons.js";
import { ApiError } from "../shared/api.js";
import { clear, h } from "../shared/dom.js";
import { keepLive } from "../shared/live.js";
import { Session } from "../shared/session.js";
import { signInPage } from "../shared/sign-in.js";
import { toastWords } from "../shared/toast.js";
import { accessPage } from "./access.js";
import { appsPage } from "./apps.js";
import { endpointPage } from "./endpoint.js";
import { endpointsPage } from "./endpoints.js";
import { createManage } from "../shared/manage.js";
import { errorState, wordsOf } from "./problems.js";
import { navigate, routeOf, startRouter } from "./router.js";
import { Shell } from "./shell.js";
import { levelsPage } from "./stock-levels.js";
import { movementsPage } from "./stock-movements.js";
import { recipesPage } from "./stock-recipes.js";
import { takesPage } from "./stock-takes.js";
import { t } from "./t.js";

const DEVELOPERS = { apps: appsPage, access: accessPage, endpoints: endpointsPage, endpoint: endpointPage };
const STOCK = { levels: levelsPage, movements: movementsPage, recipes: recipesPage, takes: takesPage };
/** The pages of each role that the office is for, and the first of them. */
const ROLES = {
  org_admin: { first: "/office/developers", pages: { ...DEVELOPERS, ...STOCK } },
  branch_manager: { first: "/office/stock", pages: STOCK },
};

/** The office's application: who is signed in, and the page that is shown. Pages get it whole. */
class App {
  constructor(root) {
    this.root = root;
    this.session = new Session(() => this.signedOut());
    this.manage = createManage(this.session);
    this.organisation = "";
    /** Where somebody works, for the pages that are about one location. */
    this.branches = [];
    this.branchId = null;
    this.signOutWished = false;
    this.ended = false;
    /** Where somebody wanted to go before they had to sign in. */
    this.wanted = null;
    this.lives = new Set();
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
          h("h1", { class: "visually-hidden" }, t("app.title")),
          errorState(error, () => this.enter()),
          this.signOutButton(),
        ),
      );
      return;
    } finally {
      this.root.removeAttribute("aria-busy");
    }
    clear(this.root);
    if (!this.office) {
      this.showClosed();
      return;
    }
    this.shell = new Shell(this, this.root);
    this.route();
  }

  async load() {
    const me = await this.session.api.get("/api/auth/me");
    const { kept } = this.session;
    this.session.keep({ ...kept, user: { ...kept.user, ...me.user } });
    // The name only decorates; not every role may read it.
    const [organisation, branches] = await Promise.all([
      this.session.api.get("/api/settings/org").catch(() => null),
      this.session.api.get("/api/branches"),
    ]);
    this.branches = branches;
    this.branchId = branches.some(({ id }) => id === kept.branchId) ? kept.branchId : (branches[0]?.id ?? null);
    this.organisation = organisation?.name ?? "";
  }

  /** What the office is for whoever is signed in, undefined when it is not for them. */
  get office() {
    return ROLES[this.session.kept?.user.role];
  }

  /** Shows another location's stock from now on. */
  chooseBranch(branchId) {
    this.branchId = branchId;
    this.session.chooseBranch(branchId);
    this.route();
  }

  /** Says to whoever the office is not for that it is not. */
  showClosed() {
    const { user } = this.session.kept;
    document.title = t("app.title");
    this.root.append(
      h(
        "main",
        { id: "content", class: "broken" },
        h(
          "div",
          { class: "empty" },
          icon("lock"),
          h("h1", null, t("closed.title")),
          h("p", null, t("closed.note", { name: user.name, role: t(`role.${user.role}`) })),
          h("a", { class: "button button-primary", href: "/staff" }, t("closed.staff")),
          this.signOutButton(),
        ),
      ),
    );
  }

  signOutButton() {
    return h(
      "button",
      { class: "button button-quiet", type: "button", onClick: () => this.signOut() },
      t("account.sign_out"),
    );
  }

  route() {
    const route = routeOf(location.pathname);
    if (!this.session.kept) {
      this.leavePage();
      this.shell = null;
      if (route && route.name !== "sign-in") this.wanted = location.pathname;
      if (location.pathname !== "/office/sign-in") history.replaceState(null, "", "/office/sign-in");
      document.title = `${t("sign_in.title")} · ${t("app.title")}`;
      clear(this.root);
      signInPage(this.root, {
        session: this.session,
        ended: this.ended,
        t,
        wordsOf,
        onSignedIn: () => {
          this.ended = false;
          history.replaceState(null, "", this.wanted ?? "/office");
          this.wanted = null;
          clear(this.root);
          this.enter();
        },
      });
      return;
    }
    if (!this.shell) return;
    const known = route && (route.name === "sign-in" || route.name in this.office.pages);
    if (!known && location.pathname.replace(/\/$/, "") !== "/office") {
      this.showNothing();
      return;
    }
    if (!route || route.name === "sign-in") {
      navigate(this.office.first, { replace: true });
      return;
    }
    this.leavePage();
    this.pageName = route.name;
    document.title = `${t(`${route.name}.title`)} · ${t("app.title")}`;
    const main = this.shell.freshMain(route.name);
    this.office.pages[route.name](this, main, route.params);
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
          h("a", { class: "button", href: this.office.first }, t("error.home")),
        ),
      );
  }

  leavePage() {
    for (const live of this.lives) live.stop();
    this.lives.clear();
    this.pageName = null;
  }

  /**
   * Keeps something fetched while its page is shown.
   *
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} load
   * @param {(live: import("../shared/live.js").Live<T>) => void} onChange
   * @param {{every?: number}} [options] also fetch after so many milliseconds
   */
  live(load, onChange, { every = 30000 } = {}) {
    const live = keepLive(
      load,
      (changed) => {
        onChange(changed);
        this.shell?.drawConnection();
      },
      { every },
    );
    this.lives.add(live);
    live.fetch();
    return live;
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

  async signOut() {
    this.signOutWished = true;
    await this.session.signOut();
    this.signOutWished = false;
  }

  signedOut() {
    this.ended = !this.signOutWished;
    this.shell = null;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    // Whoever signs in next starts at the first page; after a lost session people go on where they were.
    if (this.signOutWished) history.replaceState(null, "", "/office/sign-in");
    this.route();
  }
}

new App(document.getElementById("app")).start();
