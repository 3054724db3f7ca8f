import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ENDED, LEFT, PAUSED, PLAYING, begun, goneOn, paceMs, paused, placeOf, seen,
} from "../../static/a09/js/decide/playing.js";

const STEPS = ["0 Init", "1 Tick", "2 Materialize(r1)", "3 Claim(w1,r1)", "4 Expire(r1)"];
const page = (here, changed = {}) => ({ steps: STEPS, here, isPresent: true, ...changed });
const WAY = begun(page(1), 3);
const mode = (play, now) => seen(play, now).mode;

test("a way goes from where one stands as far as it was laid", () => {
  assert.deepEqual(placeOf(WAY), { step: 0, of: 3 });
  assert.deepEqual(placeOf(begun(page(1), 2)), { step: 0, of: 2 });
  assert.deepEqual(placeOf(begun(page(1), 9)), { step: 0, of: 3 });
  assert.equal(WAY.mode, PLAYING);
});

test("where nothing lies ahead nothing is played, nor from a step that is only looked at", () => {
  assert.equal(begun(page(4), 3), null);
  assert.equal(begun(page(1), 0), null);
  assert.equal(begun(page(1, { isPresent: false }), 3), null);
});

test("it plays until its last step", () => {
  const modes = [];
  let play = WAY;
  for (const here of [1, 2, 3, 4]) {
    play = seen(play, page(here));
    modes.push(play.mode);
  }
  assert.deepEqual(modes, [PLAYING, PLAYING, PLAYING, ENDED]);
  assert.deepEqual(placeOf(play), { step: 3, of: 3 });
});

test("it ends at its own end, even if more lies ahead", () => {
  assert.equal(mode(begun(page(1), 2), page(3)), ENDED);
});

test("who goes back, or looks at another step, pauses it", () => {
  const play = seen(WAY, page(3));
  assert.equal(mode(play, page(2)), PAUSED);
  assert.equal(mode(play, page(0)), PAUSED);
  assert.equal(mode(play, page(1, { isPresent: false })), PAUSED);
  assert.equal(seen(play, page(1, { isPresent: false })).here, 3);
});

test("a step by hand on the way leaves it paused, and somebody else's Redo does not stop it", () => {
  assert.equal(mode(paused(WAY), page(2)), PAUSED);
  assert.equal(mode(WAY, page(3)), PLAYING);
  assert.equal(mode(goneOn(paused(WAY)), page(2)), PLAYING);
  assert.equal(mode(paused(WAY), page(4)), ENDED);
});

test("who takes another step has left the way, also if it has the same number", () => {
  const other = [...STEPS.slice(0, 3), "3 Claim(w2,r1)"];
  assert.equal(mode(WAY, page(3, { steps: other })), LEFT);
  assert.equal(mode(WAY, page(2, { steps: other })), LEFT);
  assert.equal(mode(WAY, page(5, { steps: [...STEPS, "5 Tick"] })), LEFT);
});

test("what goes on behind the way is not its business", () => {
  assert.equal(mode(WAY, page(2, { steps: [...STEPS, "5 Tick"] })), PLAYING);
});

test("what has ended cannot go on", () => {
  const over = seen(WAY, page(4));
  assert.equal(goneOn(over), over);
  assert.equal(paused(over), over);
});

test("a step stands as long as its sentence takes to be read", () => {
  assert.deepEqual(["", "x".repeat(40), "x".repeat(60), "x".repeat(500)].map(paceMs), [1500, 1500, 2000, 3000]);
});
