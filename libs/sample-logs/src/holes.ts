import { dateOf, dayFactor } from './calendar.js';

export const KINDS = ['play', 'download', 'search'] as const;
export type EventKind = (typeof KINDS)[number];
export const PARTS = [1, 2, 3] as const;
export type Part = (typeof PARTS)[number];

export interface Hole {
  date: string;
  part: Part;
  kind: EventKind;
  /** missing: no archive; small: too few lines in a whole one; truncated: the archive ends in mid-stream. */
  state: 'missing' | 'small' | 'truncated';
  /** Share of the users of that day whose events can be read, 0 to 1. */
  share: number;
}

const hole = (date: string, part: Part, kind: EventKind, state: Hole['state'], share: number): Hole => ({
  date,
  part,
  kind,
  state,
  share,
});

/**
 * The holes of the original set of archives: collection failed there, so they say nothing about the users.
 */
const KNOWN_HOLES: readonly Hole[] = [
  hole('2017-03-30', 1, 'play', 'missing', 0),
  hole('2017-03-30', 2, 'play', 'missing', 0),
  hole('2017-04-03', 3, 'play', 'missing', 0),
  ...KINDS.map((kind) => hole('2017-04-11', 3, kind, 'missing', 0)),
  ...PARTS.map((part) => hole('2017-04-14', part, 'play', 'small', 0.68)),
  hole('2017-04-24', 1, 'play', 'truncated', 0.48),
  hole('2017-04-24', 2, 'play', 'truncated', 0.04),
  ...['2017-04-25', '2017-04-26', '2017-04-27', '2017-04-28'].flatMap((date) =>
    PARTS.map((part) => hole(date, part, 'search', 'small', 0.56)),
  ),
];

/** The hole of one archive, or undefined when the archive is whole. */
export function holeOf(day: number, part: Part, kind: EventKind): Hole | undefined {
  const date = dateOf(day);
  return KNOWN_HOLES.find((h) => h.date === date && h.part === part && h.kind === kind);
}

/** The holes between two days, both included. */
export function holesBetween(firstDay: number, lastDay: number): Hole[] {
  return KNOWN_HOLES.filter((h) => h.date >= dateOf(firstDay) && h.date <= dateOf(lastDay));
}

/** Share of a part's users whose events of a kind can be read on a day, counted from 1970-01-01. */
export type ShareOf = (day: number, part: Part, kind: EventKind) => number;

const ofOriginal: ShareOf = (day, part, kind) => holeOf(day, part, kind)?.share ?? 1;

/** The days of one set of logs, with what can be read of each. Days are counted from 0. */
export class Period {
  readonly length: number;
  readonly factors: Float64Array;
  private readonly shares: Float64Array;

  constructor(
    readonly firstDay: number,
    readonly lastDay: number,
    shareOf: ShareOf = ofOriginal,
  ) {
    this.length = lastDay - firstDay + 1;
    this.factors = Float64Array.from({ length: this.length }, (_, i) => dayFactor(firstDay + i));
    this.shares = new Float64Array(this.length * 9).fill(1);
    for (let i = 0; i < this.length; i++) {
      for (const part of PARTS) {
        KINDS.forEach((kind, k) => {
          this.shares[i * 9 + (part - 1) * 3 + k] = shareOf(firstDay + i, part, kind);
        });
      }
    }
  }

  /** Share of a part's users whose events of a kind (0 play, 1 download, 2 search) can be read on a day. */
  share(day: number, part: Part, kind: number): number {
    return this.shares[day * 9 + (part - 1) * 3 + kind]!;
  }
}
