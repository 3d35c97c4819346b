import { isCalendarDay } from '#common/calendar';
import { latin1 } from './whole-number.js';

const TIME_STAMP = /^ ?(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) ?$/;

/** A search's time: its day and the seconds since midnight, in the log's own (unstated) time zone. */
export interface TimeStamp {
  day: string;
  secondOfDay: number;
}

/** Reads `YYYY-MM-DD HH:MM:SS`; null when it is no such time. */
export function readTimeStamp(bytes: Uint8Array, start: number, end: number): TimeStamp | null {
  if (end - start > 21) return null;
  const read = TIME_STAMP.exec(latin1(bytes, start, end));
  if (!read || !isCalendarDayCached(read[1]!)) return null;
  return { day: read[1]!, secondOfDay: Number(read[2]) * 3600 + Number(read[3]) * 60 + Number(read[4]) };
}

// One log holds one day, a few at most: the last answer is nearly always the next one.
let lastDay = '';
let lastAnswer = false;

function isCalendarDayCached(day: string): boolean {
  if (day !== lastDay) {
    lastAnswer = isCalendarDay(day);
    lastDay = day;
  }
  return lastAnswer;
}
