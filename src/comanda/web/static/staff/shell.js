import { icon } from "/static/design/icons.js";
import { accountButton, accountMenu, themeButton } from "../shared/account.js";
import { h, redraw } from "../shared/dom.js";
import { t } from "./t.js";

/** What stands around every page: navigation, branch, connection, theme, and who is signed in. */
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
    root.append(
      h("a", { class: "skip-link", href: "#content" }, t("app.skip")),
      this.header,
      this.banner,
      this.holder,
      this.nav,
    );
    const { user } = app.session.kept;
    root.append(
      accountMenu(t, user, {
        onSignOut: () => app.signOut(),
        elsewhere: user.role === "org_admin" ? { href: "/office", text: t("account.office") } : null,
      }),
    );
    this.draw();
    this.timer = setInterval(() => this.drawConnection(), 2000);
  }

  /** A new, empty main element for a page. */
  freshMain(name) {
    const main = h("main", { id: "content", class: `page page-${name}`, tabindex: "-1" });
    this.holder.replaceChildren(main);
    return main;
  }

  draw() {
    const { app } = this;
    const { user } = app.session.kept;
    const links = () =>
      app
        .pages()
        .map(({ name, icon: shape }) =>
          h(
            "a",
            { class: "dock-link", href: `/staff/${name}`, "aria-current": app.pageName === name ? "page" : null },
            icon(shape),
            h("span", null, t(`nav.${name}`)),
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
          app.organisation ? h("div", { class: "bar-organisation truncate" }, app.organisation) : null,
          this.branchName(),
        ),
      ),
      h("nav", { class: "bar-nav", "aria-label": t("nav.main") }, links()),
      h(
        "div",
        { class: "bar-end" },
        h("div", { class: "link-state", key: "link" }, this.linkState()),
        themeButton(t, () => this.draw()),
        accountButton(t, user),
      ),
    );
    redraw(this.nav, links());
    this.drawConnection();
  }

  branchName() {
    const { app } = this;
    if (app.branches.length < 2) return h("div", { class: "bar-branch truncate" }, app.branch.name);
    return h(
      "select",
      {
        class: "bar-branch bar-branch-select",
        "aria-label": t("account.branch"),
        value: app.branch.id,
        onChange: (event) => app.chooseBranch(event.currentTarget.value),
      },
      app.branches.map(({ id, name }) => h("option", { value: id }, name)),
    );
  }

  linkState() {
    const { status } = this.app;
    const tone = { live: "ok", connecting: "neutral" }[status] ?? "waiting";
    return h(
      "span",
      { class: "link-badge", data: { tone, status } },
      h("span", { class: "dot" }),
      h("span", { class: "link-words" }, t(`link.${status === "stopped" ? "stale" : status}`)),
    );
  }

  /** Shows how fresh the page is; cheap, so it may be called often. */
  drawConnection() {
    const { app } = this;
    const place = this.header.querySelector(".link-state");
    if (place) redraw(place, this.linkState());
    const { at, failing } = app.freshness;
    const behind = app.status === "stale" || failing;
    redraw(
      this.banner,
      behind && at
        ? h(
            "div",
            { class: "banner", data: { tone: failing ? "danger" : "waiting" } },
            icon("wifi-off"),
            h("span", { class: "grow" }, t(failing ? "link.offline" : "link.behind", { time: app.timeOfDay(at) })),
            h(
              "button",
              {
                class: "button button-soft banner-button",
                data: { tone: failing ? "danger" : "waiting" },
                type: "button",
                onClick: () => {
                  app.realtime?.reconnect();
                  app.refetch();
                },
              },
              t("link.retry"),
            ),
          )
        : null,
    );
    document.documentElement.classList.toggle("is-behind", behind);
  }

  close() {
    clearInterval(this.timer);
  }
}
