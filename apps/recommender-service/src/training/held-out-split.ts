const DAY_MS = 86_400_000;

/** Which days a model is fitted on when it is judged, and which ones judge it. All ends belong to their part. */
export interface HeldOutSplit {
  from: string;
  /** Last day before the held-out ones. */
  cut: string;
  to: string;
  /** 0 when the logs span a single day. */
  heldOutDays: number;
}

/** Holds out the last `wanted` days, or half of the days when there are too few. @param days 'YYYY-MM-DD' */
export function heldOutSplit(days: { from: string; to: string }, wanted: number): HeldOutSplit {
  const last = Date.parse(days.to);
  const span = Math.round((last - Date.parse(days.from)) / DAY_MS) + 1;
  const heldOutDays = Math.min(wanted, Math.floor(span / 2));
  const cut = new Date(last - heldOutDays * DAY_MS).toISOString().slice(0, 10);
  return { from: days.from, cut, to: days.to, heldOutDays };
}
