import { t } from "./i18n.js";

/** The codes that the page has words of its own for; the server's are in one language. */
const KNOWN = ["TABLE_CLOSED", "TABLE_FULL", "CART_CHANGED", "CONFLICT", "FORBIDDEN", "UNAVAILABLE", "INTERNAL_ERROR"];

/**
 * Why something did not work, in the guest's language where the page knows.
 * @param {import("/static/shared/api.js").ApiError | Error} error
 */
export function sorry(error) {
  if (!error.status) return t("offline");
  if (error.retryAfter && error.status === 429) return t("too_many", { seconds: error.retryAfter });
  return KNOWN.includes(error.code) ? t(`error_${error.code.toLowerCase()}`) : error.message || t("went_wrong");
}
