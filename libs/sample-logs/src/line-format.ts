import type { LineBuffer } from './line-buffer.js';

const SPACE = 32;
const TAB = 9;
/** Plays from this day on are separated by a bare tab; everything else has a space before it. */
const BARE_TABS_FROM = '2017-03-30';

/** Writes what is between two fields. */
export type Separator = (line: LineBuffer) => void;
const bareTab: Separator = (line) => {
  line.byte(TAB);
};
const spaceAndTab: Separator = (line) => {
  line.byte(SPACE);
  line.byte(TAB);
};

export function separatorOf(kind: 'play' | 'download' | 'search', date: string): Separator {
  return kind === 'play' && date >= BARE_TABS_FROM ? bareTab : spaceAndTab;
}
