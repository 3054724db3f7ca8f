/** A page with a sandbox on it. A link has a stage to step on, and no room in which others step. */

import { keepOffDoubles } from "./doubles.js";
import { keepFocus } from "./focus.js";
import { hear } from "./hearing.js";
import { keepMoves } from "./moves.js";
import { keepNotices } from "./notices.js";
import { keepPanels } from "./panels.js";
import { fetchFolded, keepPresent } from "./present.js";
import { keepStepInSight } from "./sight.js";
import { keepStepping } from "./stepping.js";

export function keepStage() {
  keepPanels(fetchFolded);
  keepNotices();
  keepMoves();
  keepFocus();
  keepStepInSight();
  keepStepping();
  keepOffDoubles();
  keepPresent();
  if (document.body.dataset.room) hear();
}
