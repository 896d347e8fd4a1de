import { makeProblems } from "../shared/problems.js";
import { t } from "./t.js";

export { emptyState } from "../shared/problems.js";
export const { wordsOf, attempt, errorState } = makeProblems(t);
