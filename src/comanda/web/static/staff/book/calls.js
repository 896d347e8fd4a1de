/**
 * Reads the book of a day.
 *
 * @param {any} app
 * @param {string} day such as 2026-11-21
 * @param {number} covers of the party that slots are judged for
 * @param {import("../../shared/api.js").CallOptions} [options]
 */
export function readBook(app, day, covers, options) {
  return app.atLocation.get(`/book?date=${day}&covers=${covers}`, options);
}
