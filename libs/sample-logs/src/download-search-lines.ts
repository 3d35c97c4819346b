import type { Accounts } from './accounts.js';
import type { Catalogue } from './catalogue.js';
import type { EventList } from './event-list.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LineBuffer } from './line-buffer.js';
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

  writeDownloads(list: EventList, separator: string): void {
    const { line, catalogue, random } = this;
    for (const i of list.byTime()) {
      const song = list.song[i]!;
      const [uid, device] = this.userOf(list, i);
      const nameless = random.unit() < (device === 'ip' ? NAMELESS_IP : NAMELESS_OTHERS);
      const names = nameless ? ['', ''] : [catalogue.title(song), catalogue.singer(song)];
      line.write(`${[uid, device, catalogue.id(song), ...names, 0].join(separator)}\n`);
    }
  }

  writeSearches(list: EventList, separator: string, date: string): void {
    const { line, catalogue, random } = this;
    for (const i of list.byTime()) {
      const song = list.song[i]!;
      const [uid, device] = this.userOf(list, i);
      const typed = typedQuery(random, catalogue.title(song), catalogue.singer(song));
      const time = new Date(list.second[i]! * 1000).toISOString().slice(11, 19);
      const query = encodeQuery(typed, device, random.unit() < 0.3);
      line.write(`${[uid, device, `${date} ${time}`, query].join(separator)}\n`);
    }
  }

  private userOf({ user }: EventList, nth: number): [number, string] {
    return [this.accounts.uid(user[nth]!), this.accounts.device(user[nth]!, nth)];
  }
}

/** What a user types to find a song: its title, its singer, both, or a common term. */
function typedQuery(random: KeyedRandom, title: string, singer: string): string {
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
