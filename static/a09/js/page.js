/** What every page has, beyond plain links and forms. */

import { isAlien } from "./browser.js";
import { keepButtons } from "./buttons.js";
import { keepFolds } from "./folds.js";
import { tellMeanings } from "./gloss.js";
import { keepMarks } from "./marks.js";
import { keepHereInSight } from "./sight.js";
import { tellTimes } from "./times.js";

if (isAlien) document.body.setAttribute("hx-disable", "");
keepButtons();
keepFolds();
keepMarks();
keepHereInSight();
tellTimes();
tellMeanings();
