import assert from "node:assert/strict";
import { test } from "node:test";

import { FETCH, NOTHING, PUT_BACK, REMEMBER, ofQuestion } from "../../static/a09/js/decide/answering.js";
import { isSideways, keyOf } from "../../static/a09/js/decide/keying.js";
import { isOver, saidOf } from "../../static/a09/js/decide/losing.js";
import { placeOf } from "../../static/a09/js/decide/placing.js";
import { leftOf } from "../../static/a09/js/decide/timing.js";

const key = (printed, code = "", shiftKey = false) => keyOf({ key: printed, code, shiftKey });

test("what is printed on a key counts", () => {
  assert.equal(key("u", "KeyU"), "u");
  assert.equal(key("U", "KeyU", true), "u"); // Caps Lock
  assert.equal(key("r", "KeyO"), "r"); // Dvorak
  assert.equal(key("？", "Slash", true), "?"); // full width
  assert.equal(key("ArrowLeft", "ArrowLeft"), "ArrowLeft");
});

test("on a keyboard of another script the place of the key counts", () => {
  assert.equal(key("г", "KeyU"), "u");
  assert.equal(key("υ", "KeyY"), "y");
  assert.equal(key("،", "Slash", true), "?");
  assert.equal(key("ж", "Semicolon"), "");
  assert.equal(key("ж", "Slash"), "");
  assert.equal(key("Ж", "Semicolon", true), "");
});

test("a letter of Latin script is no other key", () => {
  assert.equal(key("é", "Digit2"), "é");
  assert.equal(key("ß", "Minus"), "ß");
});

test("only keys that run through the trace are sideways", () => {
  assert.deepEqual(["ArrowLeft", "End", "ArrowUp", "u"].map(isSideways), [true, true, false, false]);
});

test("a lost press stands until a later one is answered", () => {
  assert.deepEqual([1, 2, 3].map((answered) => isOver(2, answered)), [false, false, true]);
});

test("it is said what a lost press may have done", () => {
  assert.match(saidOf("step", true).sentence, /not known whether the step was taken/);
  assert.match(saidOf("step", false).sentence, /Nothing was lost/);
  assert.match(saidOf("vote", true).sentence, /^Not stored yet/);
  assert.match(saidOf("act", true).sentence, /not known whether this was done/);
  assert.equal(saidOf("other", true), null);
});

test("a frame shows what became of a step, not of a vote", () => {
  const shown = ["step", "look", "vote", "act"].map((what) => saidOf(what, true).isShown);
  assert.deepEqual(shown, [true, true, false, false]);
});

const ROOM = { right: 400, height: 300 };
const BOX = { width: 100, height: 50 };
const at = (left, top) => ({ left, top, bottom: top + 20 });

test("a meaning stands below its word, above it if only there is room, and within the window", () => {
  assert.deepEqual(placeOf(at(40, 100), BOX, ROOM), { left: 40, top: 126 });
  assert.deepEqual(placeOf(at(40, 260), BOX, ROOM), { left: 40, top: 204 });
  assert.deepEqual(placeOf(at(390, 100), BOX, ROOM), { left: 292, top: 126 });
  assert.deepEqual(placeOf(at(-20, 100), BOX, ROOM), { left: 8, top: 126 });
  assert.deepEqual(placeOf(at(40, 30), BOX, { right: 400, height: 60 }), { left: 40, top: 56 }); // room nowhere
});

test("a meaning keeps its distance from its word and from the edge of the window", () => {
  const tops = (height, top) => placeOf(at(40, top), BOX, { right: 400, height }).top;
  assert.equal(tops(184, 100), 126); // it ends 8 above the foot of the window
  assert.equal(tops(183, 100), 44);
  assert.equal(tops(100, 64), 8); // it begins 8 below the head
  assert.equal(tops(100, 63), 89);
});

test("a timer counts down and ends", () => {
  assert.equal(leftOf(65_000, 0), "1:05 left");
  assert.equal(leftOf(600, 0), "0:01 left");
  assert.equal(leftOf(0, 10_000), "time is up");
});

const ASKED = { question: 2, round: "1", isOwn: false };

test("one's own answer is remembered and put back, in its round of its question alone", () => {
  assert.equal(ofQuestion({ ...ASKED, isOwn: true }, null, 0), REMEMBER);
  assert.equal(ofQuestion(ASKED, { question: 2, round: "1" }, 2), PUT_BACK);
  assert.equal(ofQuestion(ASKED, { question: 2, round: "2" }, 2), FETCH);
  assert.equal(ofQuestion(ASKED, { question: 1, round: "1" }, 2), FETCH);
});

test("of a question that was asked later the page is told, so that nobody fetches it", () => {
  assert.equal(ofQuestion({ ...ASKED, question: 3 }, null, 2), NOTHING);
  assert.equal(ofQuestion(ASKED, null, 2), FETCH);
});
