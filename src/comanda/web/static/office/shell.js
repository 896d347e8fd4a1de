import { icon } from "/static/design/icons.js";
import { accountButton, accountMenu, themeButton } from "../shared/account.js";
import { h, redraw } from "../shared/dom.js";
import { t } from "./t.js";

/** What stands around every page of the office: navigation, theme, and who is signed in. */
export class Shell {
  /**
   * @param {any} app
   * @param {HTMLElement} root
   */
  constructor(app, root) {
    this.app = app;
    this.header = h("header", { class: "bar" });
    this.banner = h("div", { class: "bar-banner", role: "status", "aria-live": "polite" });
    this.holder = h("div", { class: "shell-main" });
    this.nav = h("nav", { class: "dock", "aria-label": t("nav.main") });
    const { user } = app.session.kept;
    root.append(
      h("a", { class: "skip-link", href: "#content" }, t("app.skip")),
      this.header,
      this.banner,
      this.holder,
      this.nav,
      accountMenu(t, user, {
        onSignOut: () => app.signOut(),
        elsewhere: { href: "/staff", text: t("account.staff") },
      }),
    );
    this.draw();
  }

  /** A new, empty main element for a page. */
  freshMain(name) {
    const main = h("main", { id: "content", class: `page office-page page-${name}`, tabindex: "-1" });
    this.holder.replaceChildren(main);
    return main;
  }

  draw() {
    const { app } = this;
    const links = () =>
      [
        ["apps", "/office/developers", "code", t("nav.developers")],
        ["levels", "/office/stock", "list", t("nav.stock")],
      ]
        .filter(([page]) => page in app.office.pages)
        .map(([, href, shape, text]) =>
          h(
            "a",
            { class: "dock-link", href, "aria-current": app.pageName && location.pathname.startsWith(href) ? "page" : null },
            icon(shape),
            h("span", null, text),
          ),
        );
    redraw(
      this.header,
      h(
        "div",
        { class: "bar-place" },
        h("img", { src: "/static/comanda.svg", alt: "Comanda", width: 32, height: 32 }),
        h(
          "div",
          { class: "bar-names" },
          h("div", { class: "bar-organisation truncate" }, t("app.name")),
          h("div", { class: "bar-branch truncate" }, app.organisation),
        ),
      ),
      h("nav", { class: "bar-nav", "aria-label": t("nav.main") }, links()),
      h(
        "div",
        { class: "bar-end" },
        themeButton(t, () => this.draw()),
        accountButton(t, app.session.kept.user),
      ),
    );
    redraw(this.nav, links());
    this.drawConnection();
  }

  /** Says when what is shown may not be true any more. */
  drawConnection() {
    const { app } = this;
    const { at, failing } = app.freshness;
    const words = { hour: "2-digit", minute: "2-digit" };
    redraw(
      this.banner,
      failing && at
        ? h(
            "div",
            { class: "banner", data: { tone: "danger" } },
            icon("wifi-off"),
            h("span", { class: "grow" }, t("link.offline", { time: new Date(at).toLocaleTimeString([], words) })),
            h(
              "button",
              {
                class: "button button-soft banner-button",
                data: { tone: "danger" },
                type: "button",
                onClick: () => app.refetch(),
              },
              t("link.retry"),
            ),
          )
        : null,
    );
  }
}
