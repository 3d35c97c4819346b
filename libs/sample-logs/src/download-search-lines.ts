import type { Accounts } from './accounts.js';
import type { Catalogue } from './catalogue.js';
import type { EventList } from './event-list.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LineBuffer } from './line-buffer.js';
import type { Separator } from './line-format.js';
import { QUERY_WORDS } from './words.js';

/** Share of download lines without title and singer: nearly all of ip, few of the others. */
const NAMELESS_IP = 0.96;
const NAMELESS_OTHERS = 0.05;

/**
 * Writes download lines (uid, device, song_id, title, singer, paid_flag) and search lines (uid, device, time,
 * query).
 */
export class DownloadSearchLines {
  constructor(
    private readonly line: LineBuffer,
    private readonly catalogue: Catalogue,
    private readonly accounts: Accounts,
    private readonly random: KeyedRandom,
  ) {}

  writeDownloads(list: EventList, separate: Separator): void {
    const { line, catalogue, random } = this;
    for (const i of list.byTime()) {
      const song = list.song[i]!;
      const device = this.begin(list.user[i]!, i, separate);
      line.number(catalogue.id(song));
      separate(line);
      const nameless = random.unit() < (device === 'ip' ? NAMELESS_IP : NAMELESS_OTHERS);
      if (!nameless) line.encoded(catalogue.titles, song);
      separate(line);
      if (!nameless) line.encoded(catalogue.singers, catalogue.artist[song]!);
      separate(line);
      line.number(0);
      line.endLine();
    }
  }

  writeSearches(list: EventList, separate: Separator, date: string): void {
    const { line, catalogue, random } = this;
    for (const i of list.byTime()) {
      const song = list.song[i]!;
      const second = list.second[i]!;
      const device = this.begin(list.user[i]!, i, separate);
      line.text(`${date} `);
      line.twoDigits(Math.floor(second / 3600));
      line.text(':');
      line.twoDigits(Math.floor(second / 60) % 60);
      line.text(':');
      line.twoDigits(second % 60);
      separate(line);
      const query = typedQuery(random, catalogue.title(song), catalogue.singer(song));
      line.text(encodeQuery(query, device, random.unit() < 0.3));
      line.endLine();
    }
  }

  private begin(account: number, nth: number, separate: Separator): string {
    const device = this.accounts.device(account, nth);
    this.line.number(this.accounts.uid(account));
    separate(this.line);
    this.line.text(device);
    separate(this.line);
    return device;
  }
}

/** What a user types to find a song: its title, its singer, both, or a common term. */
export function typedQuery(random: KeyedRandom, title: string, singer: string): string {
  const u = random.unit();
  if (u < 0.12) return QUERY_WORDS[random.below(QUERY_WORDS.length)]!;
  const plain = title.split(/[(&<\\-]/, 1)[0]!.trim();
  const artist = singer.split('&', 1)[0]!;
  if (u < 0.55) return plain === '' ? artist : plain;
  return u < 0.85 ? artist : `${artist} ${plain}`.trim();
}

/**
 * Percent-encoded as the two kinds of phone do it: `ip` in lower case and every space as %20, all others in
 * upper case with one or two plus signs. Plain ASCII stays as it is.
 */
export function encodeQuery(query: string, device: string, doubleSpace: boolean): string {
  const encoded = encodeURIComponent(query);
  if (device === 'ip') return encoded.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return encoded.replaceAll('%20', doubleSpace ? '++' : '+');
}
