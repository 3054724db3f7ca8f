/** What runs on a page: what every page has, beyond plain links and forms, and what goes with what is on it. */

import { isAlien } from "./browser.js";
import { keepBrowsing } from "./browsing.js";
import { keepButtons } from "./buttons.js";
import { joinClass } from "./class.js";
import { keepFolds } from "./folds.js";
import { tellMeanings } from "./gloss.js";
import { keepKeys } from "./keys.js";
import { keepMarks } from "./marks.js";
import { keepPlayer } from "./player.js";
import { keepPressing } from "./pressing.js";
import { keepHereInSight } from "./sight.js";
import { keepStage } from "./stage.js";
import { playStory } from "./story.js";
import { tellTimes } from "./times.js";
import { offerTour } from "./tour.js";

const story = document.querySelector("figure.story"); // forms have fields of that name
const isThere = (id) => document.getElementById(id) !== null;

if (isAlien) document.body.setAttribute("hx-disable", "");
keepButtons();
keepFolds();
keepMarks();
keepHereInSight();
tellTimes();
tellMeanings();
if (story) playStory(story);
if (document.body.matches(".page-class, .page-console, [data-class-room]")) joinClass();
if (isThere("stage")) keepStage();
if (isThere("keys")) {
  keepBrowsing();
  keepPressing();
  keepKeys();
  keepPlayer();
  offerTour();
}
