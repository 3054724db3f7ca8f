/** How a timer reads. */

export function leftOf(endsMs, nowMs) {
  const left = Math.max(0, Math.round((endsMs - nowMs) / 1000));
  return left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left` : "time is up";
}
