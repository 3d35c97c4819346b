/** Plots as SVG, for the console in the browser: nothing here needs Node or a document. */
export { barChart } from './bar-chart.js';
export type { BarChart } from './bar-chart.js';
export { coverageCalendar } from './coverage-calendar.js';
export type { DayNames } from './day-names.js';
export { lineChart } from './line-chart.js';
export type { Plot } from './plot.js';
export { rowChart } from './row-chart.js';
