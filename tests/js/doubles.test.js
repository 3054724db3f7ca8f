import assert from "node:assert/strict";
import { test } from "node:test";

import { isStray } from "../../static/a09/js/decide/doubles.js";

const FIRST = { control: "do-Materialize.r1", x: 100, y: 50, at: 1000 };

test("the second press of a double click is not for what has come there meanwhile", () => {
  assert.equal(isStray(FIRST, { control: "do-Materialize.r2", x: 101, y: 49, at: 1150 }), true);
});

test("the same step may be taken as fast as one likes", () => {
  assert.equal(isStray(FIRST, { ...FIRST, at: 1100 }), false);
});

test("another step, later or elsewhere, is meant", () => {
  const other = { control: "do-Materialize.r2", x: 100, y: 50, at: 1500 };
  assert.equal(isStray(FIRST, other), false);
  assert.equal(isStray(FIRST, { ...other, at: 1499 }), true);
  assert.equal(isStray(FIRST, { ...other, at: 1150, x: 105 }), false);
  assert.equal(isStray(FIRST, { ...other, at: 1150, y: 45 }), false);
});

test("a first press is meant", () => {
  assert.equal(isStray(null, FIRST), false);
});
