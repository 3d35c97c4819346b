/** For code that needs no service: nothing here loads Nest. */
export {
  addDays,
  DAY_MS,
  daysBetween,
  isCalendarDay,
  isTime,
  mondayOf,
  pgDay,
  spanDays,
  unixDay,
} from './days.js';
