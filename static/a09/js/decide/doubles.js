/** Whether a press is the second of a double click, which was meant for what the first one hit. */

const AGAIN_MS = 500;
const NEAR_PX = 4;

/** Presses have the `control` that they hit, `x` and `y` in pixels, and `at` in milliseconds. A key has no place. */
export function isStray(before, press) {
  return before !== null
    && press.control !== before.control
    && press.at - before.at < AGAIN_MS
    && Math.abs(press.x - before.x) <= NEAR_PX
    && Math.abs(press.y - before.y) <= NEAR_PX;
}
