import { join } from 'node:path';
import type { Accounts } from './accounts.js';
import { writeArchive, archiveName, innerName } from './archive-file.js';
import { dateOf } from './calendar.js';
import type { Catalogue } from './catalogue.js';
import { DownloadSearchLines } from './download-search-lines.js';
import type { EventList } from './event-list.js';
import type { EventKind, Part } from './holes.js';
import { holeOf, KINDS } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import { LineBuffer } from './line-buffer.js';
import type { DirtTally } from './play-dirt.js';
import { PlayLines } from './play-lines.js';

/** Plays from this day on are separated by a bare tab; everything else has a space before it. */
const BARE_TABS_FROM = '2017-03-30';
const BINARY_LINE = 0.02;
const BLANK_USER = 0.015;

/** Writes the archives of a set into a folder, one after the other. */
export class ArchiveWriter {
  private readonly line = new LineBuffer();
  private readonly random: KeyedRandom;
  private readonly plays: PlayLines;
  private readonly others: DownloadSearchLines;

  constructor(
    private readonly directory: string,
    seed: number,
    catalogue: Catalogue,
    accounts: Accounts,
    private readonly tally: DirtTally,
  ) {
    this.random = new KeyedRandom(seed);
    this.plays = new PlayLines(this.line, catalogue, accounts, this.random, tally);
    this.others = new DownloadSearchLines(this.line, catalogue, accounts, this.random);
  }

  /**
   * Writes one archive with the events of a list. @param first whether it is the first of its kind in the set
   */
  async write(day: number, part: Part, kind: EventKind, list: EventList, first: boolean): Promise<void> {
    const hole = holeOf(day, part, kind);
    const date = dateOf(day);
    const separator = kind === 'play' && date >= BARE_TABS_FROM ? '\t' : ' \t';
    this.random.at(day, part, 0x100 + KINDS.indexOf(kind));
    if (first && kind !== 'download') this.writeCountLines(kind);
    if (this.random.unit() < BINARY_LINE) this.writeBinaryLine();
    if (kind === 'play') this.plays.write(list, separator);
    else if (kind === 'download') this.others.writeDownloads(list, separator);
    else this.others.writeSearches(list, separator, date);
    if (kind === 'play' && this.random.unit() < BLANK_USER) this.writeBlankUser();
    const isTruncated = hole?.state === 'truncated';
    if (isTruncated) this.writeBrokenLastLine();
    const path = join(this.directory, archiveName(day, part, kind));
    await writeArchive(path, innerName(day, part, kind), this.line.take(), isTruncated ? hole.share : 1);
  }

  private writeCountLines(kind: EventKind): void {
    // The original plays begin with two counts, each on a line of its own, the searches with one code.
    for (const text of kind === 'play' ? ['264715', '290416'] : ['S0xA7#!43']) {
      this.line.write(`${text}\n`);
      this.tally.countLine++;
    }
  }

  private writeBinaryLine(): void {
    const bytes = Array.from({ length: 40 }, () => this.random.below(256));
    this.line.writeBytes(bytes.map((byte) => (byte === 10 ? 61 : byte)));
    this.line.write('\n');
    this.tally.binaryLine++;
  }

  private writeBlankUser(): void {
    this.line.write('\tar\t7368788\t0\t\t\t17\t0\t0\n');
    this.tally.blankUser++;
  }

  /**
   * Longer than two tar blocks and without an end, so readers that work by blocks still see every event
   * before it.
   */
  private writeBrokenLastLine(): void {
    this.line.write('168000');
    this.line.writeBytes(Array.from({ length: 1100 }, () => 128 + this.random.below(128)));
    this.tally.brokenLastLine++;
  }
}
