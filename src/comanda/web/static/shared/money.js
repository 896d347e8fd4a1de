/** Money is an integer in minor units everywhere but on the screen. */

/** @typedef {{currency: string, exponent: number, locale?: string}} MoneyFormat */

const formats = new Map();

/**
 * Writes an amount as people read it: `formatMoney(1250, {currency: "SGD", exponent: 2})` is "$12.50".
 *
 * @param {number} amount minor units
 * @param {MoneyFormat} format `exponent` is the currency's number of decimals, as the API gives it
 * @returns {string}
 */
export function formatMoney(amount, { currency, exponent, locale }) {
  const key = `${locale}/${currency}/${exponent}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
    formats.set(key, format);
  }
  return format.format(amount / 10 ** exponent);
}

/**
 * Reads what somebody typed, with a point or a comma, as minor units.
 *
 * @param {string} text
 * @param {number} exponent
 * @returns {number | null} null when it is no amount
 */
export function parseMoney(text, exponent) {
  const plain = text.replace(/[\s'’]/g, "").replace(",", ".");
  const match = /^(\d+)(?:\.(\d*))?$/.exec(plain);
  if (!match || (match[2]?.length ?? 0) > exponent) return null;
  return Number(match[1]) * 10 ** exponent + Number((match[2] ?? "").padEnd(exponent, "0") || 0);
}

/**
 * Writes an amount into a field: no symbol, no grouping.
 *
 * @param {number} amount minor units
 * @param {number} exponent
 * @returns {string}
 */
export function plainMoney(amount, exponent) {
  return (amount / 10 ** exponent).toFixed(exponent);
}

/**
 * Shares an amount out equally; the first shares take the units that are left over.
 *
 * @param {number} amount minor units
 * @param {number} ways
 * @returns {number[]}
 */
export function shareEqually(amount, ways) {
  const least = Math.floor(amount / ways);
  return Array.from({ length: ways }, (_, index) => least + (index < amount - least * ways ? 1 : 0));
}
