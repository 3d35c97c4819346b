import type { Accounts } from './accounts.js';
import type { Catalogue } from './catalogue.js';
import type { EventList } from './event-list.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LineBuffer } from './line-buffer.js';
import type { Dirt, DirtTally } from './play-dirt.js';
import { ALL_ONES, drawDirt, IMPOSSIBLE_LENGTHS, IMPOSSIBLE_SECONDS, withAddress } from './play-dirt.js';
import { playSeconds } from './play-seconds.js';

const UNKNOWN_SONG = 0.08;
const UNKNOWN_LENGTH = 0.75;
const LOST_LENGTH = 0.03;
const OTHER_LENGTH = 0.02;
const BROKEN_END = [0xfe, 0xfd, 0xfc, 0xfb];
/** What faults add to a title. */
const ENDINGS: Partial<Record<Dirt, string>> = { carriageReturnInTitle: '\r', tabInTitle: '\tLive' };

/** Writes play lines: uid, device, song_id, song_type, title, singer, play_time, song_length, paid_flag. */
export class PlayLines {
  constructor(
    private readonly line: LineBuffer,
    private readonly catalogue: Catalogue,
    private readonly accounts: Accounts,
    private readonly random: KeyedRandom,
    private readonly tally: DirtTally,
  ) {}

  write(list: EventList, separator: string): void {
    for (const i of list.byTime()) this.writeOne(list.user[i]!, list.song[i]!, i, separator);
  }

  private writeOne(account: number, song: number, nth: number, separator: string): void {
    const { line, catalogue, random, accounts } = this;
    const dirt = drawDirt(random);
    if (dirt) this.tally[dirt]++;
    const unknown = random.unit() < UNKNOWN_SONG;
    const id =
      dirt === 'songAllOnes' ? ALL_ONES : dirt === 'songMinusOne' ? -1 : unknown ? 0 : catalogue.id(song);
    const type = unknown || random.unit() < 0.035 ? 1 : catalogue.type[song]!;
    const title = catalogue.title(song) + (dirt === undefined ? '' : (ENDINGS[dirt] ?? ''));
    const s = separator;
    line.write(
      `${accounts.uid(account)}${s}${accounts.device(account, nth)}${s}${id}${s}${type}${s}${title}`,
    );
    if (dirt === 'invalidBytesInTitle') line.writeBytes(BROKEN_END);
    const [seconds, length] = this.timesOf(account, song, unknown, dirt);
    line.write(`${s}${catalogue.singer(song)}${s}${seconds}${s}${length}${s}0\n`);
  }

  /** Play time and length of the song. */
  private timesOf(
    account: number,
    song: number,
    unknown: boolean,
    dirt: Dirt | undefined,
  ): [number | string, number | string] {
    const { random } = this;
    const drawn = <Value>(values: readonly Value[]): Value => values[random.below(values.length)]!;
    let length = this.catalogue.seconds[song]!;
    // The same song comes in other cuts, and files on the phone have no known length.
    if (random.unit() < OTHER_LENGTH) length = Math.max(5, length + random.below(21) - 10);
    let seconds: number | string = playSeconds(random, length, this.accounts.patience(account));
    if (dirt === 'secondsWithAddress') seconds = withAddress(random, seconds);
    else if (dirt === 'secondsImpossible') seconds = drawn(IMPOSSIBLE_SECONDS);
    else if (dirt === 'secondsInMilliseconds') seconds = seconds * 1000 + random.below(1000);
    if (dirt === 'lengthImpossible') return [seconds, drawn(IMPOSSIBLE_LENGTHS)];
    return [seconds, random.unit() < (unknown ? UNKNOWN_LENGTH : LOST_LENGTH) ? 0 : length];
  }
}
