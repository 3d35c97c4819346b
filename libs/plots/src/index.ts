/**
 * Plots as SVG, for pages of the services and for the console in the browser: nothing here needs Node or a
 * document.
 */
export { barChart } from './bar-chart.js';
export type { BarChart } from './bar-chart.js';
export { calendarChart } from './calendar-chart.js';
export type { DayLook } from './calendar-chart.js';
export { coverageCalendar } from './coverage-calendar.js';
export type { DayNames } from './day-names.js';
export { lineChart } from './line-chart.js';
export type { Plot, PlotTable } from './plot.js';
export { rowChart } from './row-chart.js';
export { escapeText } from './text.js';
