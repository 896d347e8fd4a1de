import { createApi } from "./api.js";

const KEY = "comanda-staff";

/**
 * @typedef {{id: string, email: string, name: string, role: string, branches: string[], permissions: string[]}} User
 * @typedef {{user: User, accessToken: string, refreshToken: string, branchId: string | null}} Kept
 */

/**
 * Who is signed in on this device. What is kept lives in localStorage and nowhere else, so that several tabs use one
 * refresh token: the server takes an old one for theft.
 */
export class Session {
  /** @param {() => void} onSignedOut when the server no longer knows the session, or another tab signed out */
  constructor(onSignedOut) {
    this.onSignedOut = onSignedOut;
    this.api = createApi({
      token: () => this.kept?.accessToken ?? null,
      refresh: () => this.refresh(),
      headers: () => (this.kept?.branchId ? { "X-Branch-Id": this.kept.branchId } : {}),
      onSignedOut: () => this.forget(),
    });
    addEventListener("storage", (event) => {
      if (event.key === KEY && event.newValue === null) this.onSignedOut();
    });
  }

  /** @returns {Kept | null} */
  get kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  /** @param {Kept} kept */
  keep(kept) {
    localStorage.setItem(KEY, JSON.stringify(kept));
  }

  /**
   * Signs in; what it resolves to is kept already.
   *
   * @param {string} email
   * @param {string} password
   */
  async signIn(email, password) {
    const answer = await createApi().post("/api/auth/login", { email, password });
    const before = this.kept?.branchId;
    const branches = answer.user.branches ?? [];
    this.keep({ ...answer, branchId: branches.includes(before) ? before : (branches[0] ?? null) });
  }

  /** @returns {Promise<boolean>} whether there is a new access token */
  async refresh() {
    const renew = async () => {
      const kept = this.kept;
      if (!kept) return false;
      try {
        const answer = await createApi().post("/api/auth/refresh", { refreshToken: kept.refreshToken });
        this.keep({ ...this.kept, ...answer });
        return true;
      } catch (error) {
        if (error.isUnknown) throw error;
        return false;
      }
    };
    const before = this.kept?.accessToken;
    // Locks exist on https and localhost only; elsewhere two tabs may both refresh, and the last one's token is kept.
    if (!navigator.locks) return renew();
    return navigator.locks.request(KEY, () => (this.kept?.accessToken === before ? renew() : this.kept !== null));
  }

  /** Signs out here and at the server. */
  async signOut() {
    const kept = this.kept;
    if (kept) {
      await this.api.post("/api/auth/logout", { refreshToken: kept.refreshToken }).catch(() => undefined);
    }
    this.forget();
  }

  /** Forgets who was signed in. */
  forget() {
    localStorage.removeItem(KEY);
    this.onSignedOut();
  }

  /**
   * Works at another branch from now on.
   *
   * @param {string} branchId
   */
  chooseBranch(branchId) {
    this.keep({ ...this.kept, branchId });
  }

  /**
   * Tells whether the user holds a permission such as `tables:update`; `tables:*` and `*` hold too.
   *
   * @param {string} permission
   */
  can(permission) {
    const held = this.kept?.user.permissions ?? [];
    return held.includes("*") || held.includes(permission) || held.includes(`${permission.split(":")[0]}:*`);
  }
}
