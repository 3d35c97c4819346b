import type { Accounts } from './accounts.js';
import type { Catalogue } from './catalogue.js';
import type { EventList } from './event-list.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LineBuffer } from './line-buffer.js';
import type { Separator } from './line-format.js';
import type { Dirt, DirtTally } from './play-dirt.js';
import { ALL_ONES, drawDirt, IMPOSSIBLE_LENGTHS, IMPOSSIBLE_SECONDS, withAddress } from './play-dirt.js';
import { playSeconds } from './play-seconds.js';

const UNKNOWN_SONG = 0.08;
const UNKNOWN_LENGTH = 0.75;
const LOST_LENGTH = 0.03;
const OTHER_LENGTH = 0.02;
const LAST_OF_TITLE = 4;

/** Writes play lines: uid, device, song_id, song_type, title, singer, play_time, song_length, paid_flag. */
export class PlayLines {
  constructor(
    private readonly line: LineBuffer,
    private readonly catalogue: Catalogue,
    private readonly accounts: Accounts,
    private readonly random: KeyedRandom,
    private readonly tally: DirtTally,
  ) {}

  write(list: EventList, separate: Separator): void {
    for (const i of list.byTime()) this.writeOne(list.user[i]!, list.song[i]!, i, separate);
  }

  private writeOne(account: number, song: number, nth: number, separate: Separator): void {
    const { line, catalogue, random } = this;
    const dirt = drawDirt(random);
    if (dirt) this.tally[dirt]++;
    const unknown = random.unit() < UNKNOWN_SONG;
    line.number(this.accounts.uid(account));
    separate(line);
    line.text(this.accounts.device(account, nth));
    separate(line);
    if (dirt === 'songAllOnes') line.text(ALL_ONES);
    else line.number(dirt === 'songMinusOne' ? -1 : unknown ? 0 : catalogue.id(song));
    separate(line);
    line.number(unknown || random.unit() < 0.035 ? 1 : catalogue.type[song]!);
    separate(line);
    this.writeTitle(song, dirt, separate);
    this.writeTimes(account, song, unknown, dirt, separate);
    separate(line);
    line.number(0);
    line.endLine();
  }

  private writeTitle(song: number, dirt: Dirt | undefined, separate: Separator): void {
    const { line, catalogue } = this;
    line.encoded(catalogue.titles, song);
    if (dirt === 'carriageReturnInTitle') line.text('\r');
    else if (dirt === 'tabInTitle') line.text('\tLive');
    else if (dirt === 'invalidBytesInTitle') for (let b = 0; b < LAST_OF_TITLE; b++) line.byte(0xfe - b);
    separate(line);
    line.encoded(catalogue.singers, catalogue.artist[song]!);
    separate(line);
  }

  private writeTimes(
    account: number,
    song: number,
    unknown: boolean,
    dirt: Dirt | undefined,
    separate: Separator,
  ): void {
    const { line, random } = this;
    let length = this.catalogue.seconds[song]!;
    // The same song comes in other cuts, and files on the phone have no known length.
    if (random.unit() < OTHER_LENGTH) length = Math.max(5, length + random.below(21) - 10);
    const seconds = playSeconds(random, length, this.accounts.patience(account));
    if (dirt === 'secondsWithAddress') line.text(withAddress(random, seconds));
    else if (dirt === 'secondsImpossible')
      line.text(IMPOSSIBLE_SECONDS[random.below(IMPOSSIBLE_SECONDS.length)]!);
    else if (dirt === 'secondsInMilliseconds') line.number(seconds * 1000 + random.below(1000));
    else line.number(seconds);
    separate(line);
    if (dirt === 'lengthImpossible') line.text(IMPOSSIBLE_LENGTHS[random.below(IMPOSSIBLE_LENGTHS.length)]!);
    else line.number(random.unit() < (unknown ? UNKNOWN_LENGTH : LOST_LENGTH) ? 0 : length);
  }
}
