/** A sandbox to play with oneself, on the page that `stage.js` keeps up to date. */

import { keepBrowsing } from "./browsing.js";
import { keepKeys } from "./keys.js";
import { keepPlayer } from "./player.js";
import { keepPressing } from "./pressing.js";
import { offerTour } from "./tour.js";

keepBrowsing();
keepPressing();
keepKeys();
keepPlayer();
offerTour();
