/** Sizes of all plots, in pixels. */
export const SIZES = {
  /** The width of a plot without another request. */
  width: 860,
  /** Plots of this width and more are not shrunk below it. */
  full: 480,
  /** Height of the area inside the axes. */
  area: 216,
  text: 12,
  title: 14,
  /** From one line of text to the next. */
  line: 16,
  titleLine: 19,
  /** Between things that must not touch. */
  gap: 8,
  /** A bar and its name next to it. */
  row: 22,
  /** A group of bars is never narrower. */
  narrowestGroup: 7,
  /** The side of a day in a calendar, with the gap to the next. */
  day: 16,
} as const;
