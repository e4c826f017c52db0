const DAY = 86_400_000;

/** A span in whole days: `1 day`, `2 days`. */
export function inDays(milliseconds: number): string {
  const days = Math.floor(Math.abs(milliseconds) / DAY);
  return `${String(days)} ${days === 1 ? 'day' : 'days'}`;
}

/** How far away an end is: `2 days left`, `expired 1 day ago`. */
export function untilEnd(end: Date, now: Date): string {
  const left = end.getTime() - now.getTime();
  return left < 0 ? `expired ${inDays(left)} ago` : `${inDays(left)} left`;
}
