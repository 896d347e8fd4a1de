/** What can be heard of. The page carries it as data, so that it is what this server tells of. */

/** @type {string[]} */
export const TOPICS = JSON.parse(document.getElementById("topics").textContent);

/**
 * The topics by what they are about.
 *
 * @returns {[string, string[]][]}
 */
export function topicsByKind() {
  const kinds = new Map();
  for (const topic of TOPICS) {
    const kind = topic.split(".")[0];
    kinds.set(kind, [...(kinds.get(kind) ?? []), topic]);
  }
  return [...kinds];
}
