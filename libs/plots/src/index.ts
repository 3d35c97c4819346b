/** Plots as SVG, for the console in the browser: nothing here needs Node or a document. */
export { barChart } from './bar-chart.js';
export type { BarChart } from './bar-chart.js';
export { coverageCalendar } from './coverage-calendar.js';
export { lineChart } from './line-chart.js';
export type { Point } from './line-chart.js';
export type { DayNames, Plot } from './plot.js';
export { rowChart } from './row-chart.js';
