/**
 * Makes the function that looks texts up: `t("orders.of", {count: 3})` takes `{count}` from the values. A text may be
 * an object by plural category (`{one: "{count} cover", other: "{count} covers"}`), chosen by `count`. What a language
 * lacks comes from the first one; what no language has shows its key.
 *
 * @param {Record<string, Record<string, string | Record<string, string>>>} tables texts by language, the first complete
 * @param {string[]} wished languages in order of preference, such as `navigator.languages`
 * @returns {((key: string, values?: Record<string, any>) => string) & {language: string}}
 */
export function createTexts(tables, wished) {
  const known = Object.keys(tables);
  const language = wished.map((tag) => tag.split("-")[0]).find((tag) => known.includes(tag)) ?? known[0];
  const plurals = new Intl.PluralRules(language);

  function t(key, values = {}) {
    let text = tables[language][key] ?? tables[known[0]][key] ?? key;
    if (typeof text === "object") text = text[plurals.select(Number(values.count))] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  return Object.assign(t, { language });
}
