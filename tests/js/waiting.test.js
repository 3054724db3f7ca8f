import assert from "node:assert/strict";
import { test } from "node:test";

import {
  AGAIN, GONE, SENT_OUT, SILENCE_MS, afterClosing, mayReload, ofAnswer, pollMs, pollsAfter, reconnectMs,
} from "../../static/a09/js/decide/waiting.js";

test("a socket that ended by accident is opened anew, one that the app ended is not", () => {
  for (const accident of [1000, 1001, 1006, 1011, 3999]) assert.equal(afterClosing(accident), AGAIN);
  assert.equal(afterClosing(4403), SENT_OUT);
  for (const ours of [4000, 4404, 4410]) assert.equal(afterClosing(ours), GONE);
});

test("each failure doubles the wait, up to five seconds", () => {
  const longest = [1, 2, 3, 4, 5, 6, 20].map((attempts) => reconnectMs(attempts, 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test("a class does not come back all at once", () => {
  assert.equal(reconnectMs(3, 0), 0);
  assert.equal(reconnectMs(3, 0.5), 1000);
  assert.ok(Math.abs(pollMs(0) - 2100) < 1e-6);
  assert.ok(Math.abs(pollMs(0.5) - 3000) < 1e-6);
  assert.ok(Math.abs(pollMs(1) - 3900) < 1e-6);
});

test("one failure is no reason to poll, two are", () => {
  assert.deepEqual([0, 1, 2, 3].map(pollsAfter), [false, false, true, true]);
});

test("two heartbeats may get lost before a socket counts as silent", () => {
  assert.ok(SILENCE_MS > 2 * 10_000 && SILENCE_MS < 3 * 10_000);
});

test("an answer that knows no such page shuts out, an error of a page that is there does not", () => {
  for (const status of [403, 404]) {
    assert.equal(ofAnswer(status, false).isShutOut, true);
    assert.equal(ofAnswer(status, true).isShutOut, false);
  }
  for (const status of [0, 200, 302, 409, 422, 500]) assert.equal(ofAnswer(status, false).isShutOut, false);
});

test("only an answer shows that asking works, and only a good one that the page is open", () => {
  const seen = (status) => {
    const { isGood, isThere } = ofAnswer(status, true);
    return [isGood, isThere];
  };
  assert.deepEqual(seen(0), [false, false]);
  assert.deepEqual(seen(200), [true, true]);
  assert.deepEqual(seen(299), [true, true]);
  assert.deepEqual(seen(300), [false, true]);
  assert.deepEqual(seen(500), [false, true]);
});

test("a page is loaded anew once, and never where that cannot be remembered", () => {
  assert.equal(mayReload(null, "/s/1/"), true);
  assert.equal(mayReload("/s/2/", "/s/1/"), true);
  assert.equal(mayReload("/s/1/", "/s/1/"), false);
  assert.equal(mayReload(undefined, "/s/1/"), false);
});
