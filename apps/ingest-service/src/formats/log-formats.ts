import { DOWNLOAD_SHAPE, parseDownloadLine } from './download-line.js';
import type { DownloadEvent } from './download-line.js';
import type { LineFormat } from './line-reader.js';
import { parsePlayLine, PLAY_SHAPE } from './play-line.js';
import type { PlausibleDays } from './plausible-day.js';
import type { PlayEvent } from './play-line.js';
import { parseSearchLine, SEARCH_FIELDS } from './search-line.js';
import type { SearchEvent } from './search-line.js';
import type { EventKind } from './archive-name.js';

export const PLAY_FORMAT: LineFormat<PlayEvent> = {
  ...PLAY_SHAPE,
  parse: parsePlayLine,
};

export const DOWNLOAD_FORMAT: LineFormat<DownloadEvent> = {
  ...DOWNLOAD_SHAPE,
  parse: parseDownloadLine,
};

/** @param days which days the time stamps may have where they give the day; null: the day is known */
export function searchFormat(days: PlausibleDays | null): LineFormat<SearchEvent> {
  return {
    fields: SEARCH_FIELDS,
    titleField: null,
    numbersAtEnd: 0,
    parse: (line) => parseSearchLine(line, days),
  };
}

export interface EventOfKind {
  play: PlayEvent;
  download: DownloadEvent;
  search: SearchEvent;
}

/** How the logs of known days are parsed. */
export const FORMATS: { readonly [Kind in EventKind]: LineFormat<EventOfKind[Kind]> } = {
  play: PLAY_FORMAT,
  download: DOWNLOAD_FORMAT,
  search: searchFormat(null),
};
