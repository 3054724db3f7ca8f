import assert from "node:assert/strict";
import { test } from "node:test";

import { counted, formsOf, wordsIn } from "../../static/a09/js/decide/wording.js";

const forms = formsOf(["epoch", "materialize", "copies", "C++"]);
const actions = ["Materialize"];
const words = (text, cut) => wordsIn(forms, text, { actions, ...cut }).map((each) => each.text);

test("a number has its noun", () => {
  assert.deepEqual([0, 1, 2].map((number) => counted(number, "step")), ["0 steps", "1 step", "2 steps"]);
});

test("a word is found where it stands, however it is written", () => {
  assert.deepEqual(wordsIn(forms, "Its epoch."), [{ start: 4, text: "epoch" }]);
  assert.deepEqual(words("Epoch, and copies"), ["Epoch", "copies"]);
});

test("a part of a name or of a formula is no word", () => {
  const others = ["epochs", "my_epoch", "epoch[r1]", "epoch=2", "an-epoch", "/epoch", "epoch-2", "#epoch", "epoch's"];
  for (const text of others) {
    assert.deepEqual(words(text), [], text);
  }
});

test("a name of a transition is no word", () => {
  assert.deepEqual(words("Materialize(r1) or Materialize"), []);
  assert.deepEqual(words("to materialize"), ["materialize"]);
});

test("a piece of a name that may be broken is no word, and places are those of the piece", () => {
  assert.deepEqual(words("epoch", { isCutBefore: true }), []);
  assert.deepEqual(words("epoch", { isCutAfter: true }), []);
  assert.deepEqual(wordsIn(forms, " epoch", { isCutBefore: true }), [{ start: 1, text: "epoch" }]);
});

test("what is written in a word is not a pattern", () => {
  assert.deepEqual(words("C++ and Cxx"), ["C++"]);
});
