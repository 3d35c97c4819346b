import type { QuantityUnit } from './quantity.js';

const DEVICES = ['another device', 'Android', 'iOS', 'Mac', 'Windows Phone'];

/** 'on the snapshot date', '1 to 2 days before the snapshot date'. */
export function dayRangeText(from: number, to: number): string {
  if (to === 0) return 'on the snapshot date';
  return `${from === to ? daysText(to) : `${from} to ${daysText(to)}`} before the snapshot date`;
}

/** 'No play', '1 play', '12 plays'. */
export function amountText(count: number, one: string, several: string): string {
  if (count === 0) return `No ${one}`;
  return `${shortNumber(count)} ${count === 1 ? one : several}`;
}

/** 'on the snapshot date', '3 days before the snapshot date'. */
export function daysAgoText(days: number): string {
  return days === 0 ? 'on the snapshot date' : `${daysText(days)} before the snapshot date`;
}

export function daysText(days: number): string {
  return `${shortNumber(days)} ${days === 1 ? 'day' : 'days'}`;
}

export function percentText(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

export function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function deviceText(code: number): string {
  return DEVICES[code] ?? DEVICES[0]!;
}

/** A middle value in brackets behind a fact. */
export function typicalText(unit: QuantityUnit, reference: number): string {
  if (unit === 'seconds') return durationText(reference);
  if (unit === 'share') return percentText(reference);
  return reference < 10 ? reference.toFixed(1) : reference.toFixed(0);
}

/** Whole where it is whole, else one digit. */
function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
