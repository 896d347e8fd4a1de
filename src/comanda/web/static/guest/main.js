/** First the menu, which can be read and searched at once; then everything else, which is fetched side by side. */

import { currentLanguage, rememberedLanguage, speak } from "./i18n.js";
import { state } from "./state.js";
import { drawMenu } from "./view-menu.js";

const root = document.documentElement;

// What was typed before the script came stays.
state.taste.text = document.getElementById("search").value;
if (rememberedLanguage() !== currentLanguage()) {
  // Without connection and without a worker the restaurant's own language has to do.
  await speak(rememberedLanguage()).catch(() => {});
}
drawMenu();
delete root.dataset.other;
for (const href of JSON.parse(document.getElementById("later").textContent)) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "modulepreload", href });
  document.head.append(link);
}
const page = await import("./page.js");
page.begin();
