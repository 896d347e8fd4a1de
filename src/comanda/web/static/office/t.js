import { createTexts } from "../shared/texts.js";
import en from "./words-en.js";
import es from "./words-es.js";

/** The texts of the office, in the language of the device: `t("apps.title")`. */
export const t = createTexts({ en, es }, navigator.languages ?? ["en"]);
