import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ASK_AGAIN, FETCH, FETCH_AFTERWARDS, NOTHING, SWAP, isOfOther, ofAnswer, ofFrame,
} from "../../static/a09/js/decide/arriving.js";

const FRAME = { isYours: false, version: 8, base: 7, hasParts: true };
const PAGE = {
  version: 7,
  isBusy: false,
  isStepping: false,
  isAtPresent: true,
  isForFrames: true,
  hasOpen: false,
  lacksGuards: false,
};
const frame = (changed, page = {}) => ofFrame({ ...FRAME, ...changed }, { ...PAGE, ...page });

test("a frame that was made from what the page shows is put in", () => {
  assert.equal(frame({}), SWAP);
});

test("a frame that was made from anything else is a reason to fetch", () => {
  assert.equal(frame({ base: 6 }), FETCH);
  assert.equal(frame({ base: 8 }), FETCH);
  assert.equal(frame({ hasParts: false }), FETCH);
});

test("a frame as a stranger sees it does not fit who steps, nor who looks at guards or at the past", () => {
  assert.equal(frame({}, { isForFrames: false }), FETCH);
  assert.equal(frame({}, { hasOpen: true }), FETCH);
  assert.equal(frame({}, { isAtPresent: false }), FETCH);
});

test("nothing is to be done about what is shown, nor while one's own step is on its way", () => {
  assert.equal(frame({ version: 7 }), NOTHING);
  assert.equal(frame({}, { isStepping: true }), NOTHING);
  assert.equal(frame({ version: 7 }, { isAtPresent: false }), NOTHING);
});

test("guards that were lost are fetched as soon as anything is heard", () => {
  assert.equal(frame({ version: 7 }, { lacksGuards: true }), FETCH);
});

test("what is for this person alone is fetched, now or as soon as may be", () => {
  assert.equal(frame({ isYours: true, version: undefined }), FETCH);
  assert.equal(frame({ isYours: true, version: undefined }, { isBusy: true }), FETCH_AFTERWARDS);
});

const ANSWER = { version: 7, isStep: false, isFetch: true, isPost: false, madeFor: "board:a", place: "/s/1/" };
const NOW = { version: 7, parts: "board:a", place: "/s/1/", isMoving: false, isStepping: false };
const answer = (changed, page = {}) => ofAnswer({ ...ANSWER, ...changed }, { ...NOW, ...page });

test("an answer that fits is taken", () => {
  assert.deepEqual(answer({}), { isDropped: false, keepsNotice: false, next: NOTHING });
  assert.deepEqual(answer({ version: 9 }), { isDropped: false, keepsNotice: false, next: NOTHING });
});

test("the answer to a step is dropped only if the page is further", () => {
  const step = { isStep: true, isFetch: false, isPost: true };
  assert.deepEqual(answer({ ...step, madeFor: "other" }), { isDropped: false, keepsNotice: false, next: NOTHING });
  assert.deepEqual(answer({ ...step, version: 6 }), { isDropped: true, keepsNotice: false, next: NOTHING });
});

test("an answer for a page that has changed meanwhile is dropped and asked for again", () => {
  const misfit = { isDropped: true, keepsNotice: false, next: FETCH };
  assert.deepEqual(answer({ version: 6 }), misfit);
  assert.deepEqual(answer({ madeFor: "board:b" }), misfit);
  assert.deepEqual(answer({}, { isMoving: true }), misfit);
  assert.deepEqual(answer({ isFetch: false, version: 6 }), { ...misfit, next: ASK_AGAIN });
});

test("what was sent is not sent again, and what is said of it is kept", () => {
  const sent = { isFetch: false, isPost: true, version: 6 };
  assert.deepEqual(answer(sent), { isDropped: true, keepsNotice: true, next: FETCH });
  assert.deepEqual(answer({ ...sent, version: 7 }), { isDropped: false, keepsNotice: false, next: NOTHING });
});

test("nobody asks again for another moment, nor while a step is on its way", () => {
  const unwanted = { isDropped: true, keepsNotice: false, next: NOTHING };
  assert.deepEqual(answer({ place: "/s/1/?at=2" }), unwanted);
  assert.deepEqual(answer({ place: "/s/1/?at=2", version: 6 }), unwanted);
  assert.deepEqual(answer({}, { isStepping: true }), unwanted);
  assert.deepEqual(answer({ version: 6 }, { isStepping: true }), unwanted);
  assert.deepEqual(answer({ isFetch: false, place: "/s/1/?at=2" }), { ...unwanted, isDropped: false });
});

test("parts of another board are known by its name", () => {
  assert.equal(isOfOther("a", "b"), true);
  assert.equal(isOfOther("a", "a"), false);
  assert.equal(isOfOther("a", null), false);
  assert.equal(isOfOther(null, "b"), false);
});
