import type { EventKind } from './archive-name.js';
import { parseFeedbackLine } from './feedback-line.js';
import type { FeedbackEvent } from './feedback-line.js';
import type { LineFormat } from './line-reader.js';
import { COLUMNS } from './columns.js';
import { parsePlayLine, PLAY_SHAPE } from './play-line.js';
import type { PlayEvent } from './play-line.js';
import type { PlausibleDays } from './plausible-day.js';
import { parseSearchLine, SEARCH_FIELDS } from './search-line.js';
import type { SearchEvent } from './search-line.js';
import { DOWNLOAD_SHAPE, parseDownloadLine } from './song-line.js';
import type { DownloadEvent } from './song-line.js';

export interface EventOfKind {
  play: PlayEvent;
  download: DownloadEvent;
  search: SearchEvent;
  feedback: FeedbackEvent;
}

/** @param days which days the time stamps may have where they give the day; null: the day is known */
export function searchFormat(days: PlausibleDays | null): LineFormat<SearchEvent> {
  return {
    fields: SEARCH_FIELDS,
    titleField: null,
    numbersAtEnd: 0,
    parse: (line) => parseSearchLine(line, days),
  };
}

/** How the logs of known days are parsed. */
export const FORMATS: { readonly [Kind in EventKind]: LineFormat<EventOfKind[Kind]> } = {
  play: { ...PLAY_SHAPE, parse: parsePlayLine },
  download: { ...DOWNLOAD_SHAPE, parse: parseDownloadLine },
  search: searchFormat(null),
  feedback: {
    fields: COLUMNS.feedback.length,
    titleField: null,
    numbersAtEnd: 0,
    parse: parseFeedbackLine,
  },
};
