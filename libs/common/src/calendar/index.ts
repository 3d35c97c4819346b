/** For code that needs no service: nothing here loads Nest. */
export { isCalendarDay, isTime } from './calendar-day.js';
export { addDays, DAY_MS, daysBetween, mondayOf, pgDay, spanDays, unixDay } from './days.js';
