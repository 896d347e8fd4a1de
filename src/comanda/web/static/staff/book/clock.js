/** Days and times of day as the location's clocks show them, whatever the device's say. */

const formats = new Map();

function partsOf(at, zone) {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}

/**
 * @param {string | number} at ISO time or milliseconds
 * @param {string} zone IANA name
 * @returns {string} the local day, such as 2026-11-21
 */
export function dayOf(at, zone) {
  const { year, month, day } = partsOf(at, zone);
  return `${year}-${month}-${day}`;
}

/**
 * @param {string | number} at ISO time or milliseconds
 * @param {string} zone IANA name
 * @returns {string} the local time of day as time fields write it, such as 19:30
 */
export function wallOf(at, zone) {
  const { hour, minute } = partsOf(at, zone);
  return `${hour}:${minute}`;
}

/**
 * The instant at which the location's clocks show a time: of one that comes twice the first.
 *
 * @param {string} day such as 2026-11-21
 * @param {string} wall such as 19:30
 * @param {string} zone IANA name
 * @returns {string} ISO time
 */
export function instantOf(day, wall, zone) {
  const wanted = Date.parse(`${day}T${wall}:00Z`);
  const shownAt = (instant) => {
    const { year, month, day: date, hour, minute, second } = partsOf(instant, zone);
    return Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  };
  // The zone's distance a day before and a day after: around a change of clocks they differ, and the earlier instant
  // that shows the time is the one of the larger distance.
  const distances = [wanted - 864e5, wanted + 864e5].map((near) => shownAt(near) - near);
  const found = distances.map((distance) => wanted - distance).sort((one, other) => one - other);
  const instant = found.find((each) => shownAt(each) === wanted) ?? found[found.length - 1];
  return isoOf(instant);
}

/** @param {number} ms @returns {string} ISO time without a fraction, as the API writes it */
export function isoOf(ms) {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * @param {string} day such as 2026-11-21
 * @param {number} days
 * @returns {string}
 */
export function addDays(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 864e5).toISOString().slice(0, 10);
}

/** The device's own language where it is that of the texts: it may say days another way. */
function localeOf(language) {
  return navigator.language.startsWith(language) ? navigator.language : language;
}

/**
 * A day in words, such as Sat 21 November.
 *
 * @param {string} day
 * @param {string} language
 * @returns {string}
 */
export function dayWords(day, language) {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "long",
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}
