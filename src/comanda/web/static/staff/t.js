import { createTexts } from "../shared/texts.js";
import en from "./words-en.js";
import es from "./words-es.js";

/** The texts of the staff pages, in the language of the device: `t("floor.title")`. */
export const t = createTexts({ en, es }, navigator.languages ?? ["en"]);
