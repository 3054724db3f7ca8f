import assert from "node:assert/strict";
import { test } from "node:test";

import { beside } from "../../static/a09/js/decide/placing.js";

const ROOM = { width: 1280, height: 800 };
const CARD = { width: 384, height: 150 };

test("a card stands below what it speaks of, if there is room", () => {
  assert.deepEqual(beside({ left: 566, top: 186, right: 937, bottom: 458 }, CARD, ROOM), { left: 566, top: 470 });
});

test("else to the right of it, and within the window", () => {
  assert.deepEqual(beside({ left: 16, top: 600, right: 400, bottom: 900 }, CARD, ROOM), { left: 412, top: 600 });
  assert.deepEqual(beside({ left: 16, top: 780, right: 400, bottom: 900 }, CARD, ROOM), { left: 412, top: 642 });
});

test("else to the left of it", () => {
  assert.deepEqual(beside({ left: 949, top: 186, right: 1264, bottom: 790 }, CARD, ROOM), { left: 553, top: 186 });
});

test("else above it", () => {
  assert.deepEqual(beside({ left: 16, top: 604, right: 1264, bottom: 912 }, CARD, ROOM), { left: 16, top: 442 });
});

test("what fills the window leaves no place", () => {
  assert.equal(beside({ left: 0, top: 0, right: 1280, bottom: 800 }, CARD, ROOM), null);
});
