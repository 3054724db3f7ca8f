import assert from "node:assert/strict";
import { test } from "node:test";

import {
  HOLD, KEEP, KEEP_LOST, PUT, RENEW_ENTRY, fateOf, staysOpen, told,
} from "../../static/a09/js/decide/swapping.js";

test("a page tells the whole hash of what is open and the seen one of what is closed", () => {
  const panels = [
    { id: "board", hash: "a", whole: "", isOpen: false },
    { id: "cell-Tick", hash: "b", whole: "w", isOpen: true },
    { id: "cell-Expire.r1", hash: "c", whole: "", isOpen: true }, // opened, and its guards are not here yet
    { id: "cell-Claim.w1.r1", hash: "d", whole: "x", isOpen: false },
  ];
  const text = "board:a cell-Tick:w:open cell-Expire.r1::open cell-Claim.w1.r1:d entries:e1.e2";
  assert.equal(told(["e1", "e2"], panels), text);
  assert.equal(told([], []), "entries:");
});

test("a part that is there stays", () => {
  assert.equal(fateOf({ id: "board", hash: "a" }, { hash: "a" }), KEEP);
  assert.equal(fateOf({ id: "board", hash: "a" }, { hash: "b" }), PUT);
});

test("a part without a hash is always put in", () => {
  assert.equal(fateOf({ id: "takes" }, {}), PUT);
  assert.equal(fateOf({ id: "takes", hash: "" }, { hash: "" }), PUT);
});

test("guards that were asked for come although what is seen of them is the same", () => {
  const folded = { id: "cell-Tick", hash: "a", whole: "" };
  assert.equal(fateOf(folded, { hash: "a", whole: "w" }), PUT);
  assert.equal(fateOf({ ...folded, whole: "v" }, { hash: "a", whole: "w" }), PUT);
  assert.equal(fateOf({ ...folded, whole: "w" }, { hash: "a", whole: "w" }), KEEP);
  assert.equal(fateOf({ ...folded, whole: "w" }, { hash: "a" }), KEEP); // closed, it comes without them
});

test("what was said is not said again, what is new is", () => {
  for (const id of ["announcement", "alarm"]) {
    assert.equal(fateOf({ id, text: "Step 1." }, { text: "Step 1." }), KEEP);
    assert.equal(fateOf({ id, text: "Step 1." }, { text: "Step 2." }), PUT);
  }
  assert.equal(fateOf({ id: "board", text: "same" }, { text: "same" }), PUT);
});

test("while steps are played nobody is told each of them, but what breaks is", () => {
  const hushed = { isHushed: true };
  assert.equal(fateOf({ id: "announcement", text: "Step 1." }, { text: "Step 2." }, hushed), HOLD);
  assert.equal(fateOf({ id: "alarm", text: "" }, { text: "It is broken." }, hushed), PUT);
  assert.equal(fateOf({ id: "board", hash: "a" }, { hash: "b" }, hushed), PUT);
});

test("an entry that the trace has takes the place of the old one", () => {
  assert.equal(fateOf({ id: "entries", text: "" }, { hash: "a" }, { isEntryThere: true }), RENEW_ENTRY);
  assert.equal(fateOf({ id: "entries", text: "" }, { hash: "a" }), PUT);
});

test("a notice that comes takes nothing away of what was lost", () => {
  assert.equal(fateOf({ id: "notice", text: "" }, { text: "" }), KEEP_LOST);
});

test("what somebody opened stays so until it tells something else", () => {
  assert.equal(staysOpen("closed", "closed"), true);
  assert.equal(staysOpen(undefined, undefined), true);
  assert.equal(staysOpen("closed", "open"), false);
});
