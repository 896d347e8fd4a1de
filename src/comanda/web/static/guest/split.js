/**
 * Who pays what: pure functions on integer minor units. Every split adds up to exactly what was split, and the last
 * payer takes whatever rounding left over.
 */

/** Share `total` by `weights`: everyone but the last is rounded down, the last takes the rest. */
function byWeight(total, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return splitEqually(total, weights.length);
  // BigInt, because a bill in a currency of small units times a weight leaves what a double holds exactly.
  const shares = weights.map((weight) => Number((BigInt(total) * BigInt(weight)) / BigInt(whole)));
  const last = weights.findLastIndex((weight) => weight > 0);
  shares[last] += total - shares.reduce((sum, share) => sum + share, 0);
  return shares;
}

/**
 * Everyone pays the same.
 * @param {number} total in minor units, not negative
 * @param {number} people at least 1
 * @returns {number[]} one share a person
 */
export function splitEqually(total, people) {
  const each = Math.floor(total / people);
  return Array.from({ length: people }, (_, place) => (place < people - 1 ? each : total - each * (people - 1)));
}

/**
 * Everyone pays what they had, with the charges, taxes and discounts that go with it.
 * @param {number} total what the whole bill comes to
 * @param {{total: number, payers: number[]}[]} lines each with the places of those who had it; nobody means everyone
 * @param {number} people how many pay
 * @returns {number[]} one share a person
 */
export function splitByItem(total, lines, people) {
  const everyone = Array.from({ length: people }, (_, place) => place);
  const weights = everyone.map(() => 0);
  for (const line of lines) {
    const payers = line.payers.length ? line.payers : everyone;
    splitEqually(line.total, payers.length).forEach((part, place) => {
      weights[payers[place]] += part;
    });
  }
  return byWeight(total, weights);
}

/**
 * Everyone but the last says an amount; nobody can pay more than is left, and the last takes what remains.
 * @param {number} total in minor units
 * @param {number[]} amounts what each of the first payers puts in
 * @returns {number[]} one share an amount, and the remainder as the last
 */
export function splitByAmount(total, amounts) {
  let left = total;
  const shares = amounts.map((amount) => {
    const share = Math.min(Math.max(0, Math.trunc(amount)), left);
    left -= share;
    return share;
  });
  return [...shares, left];
}

/**
 * What is left when others have paid.
 * @param {number} total in minor units
 * @param {number[]} payments already made
 * @returns {number} never below zero
 */
export function remainder(total, payments) {
  return Math.max(
    0,
    payments.reduce((left, payment) => left - payment, total),
  );
}
