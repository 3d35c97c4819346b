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
import { separatorOf } from './line-format.js';
import type { DirtTally } from './play-dirt.js';
import { PlayLines } from './play-lines.js';

const BINARY_LINE = 0.02;
const BLANK_USER = 0.015;

/** Writes the archives of a set into a folder, one after the other. */
export class ArchiveWriter {
  private content: Buffer[] = [];
  private readonly line: LineBuffer;
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
    this.line = new LineBuffer((bytes) => this.content.push(Buffer.from(bytes)));
    this.random = new KeyedRandom(seed);
    this.plays = new PlayLines(this.line, catalogue, accounts, this.random, tally);
    this.others = new DownloadSearchLines(this.line, catalogue, accounts, this.random);
  }

  /**
   * Writes one archive with the events of a list. @param first whether it is the first of its kind in the set
   */
  async write(day: number, part: Part, kind: EventKind, list: EventList, first: boolean): Promise<void> {
    const hole = holeOf(day, part, kind);
    const separate = separatorOf(kind, dateOf(day));
    this.random.at(day, part, 0x100 + KINDS.indexOf(kind));
    this.content = [];
    if (first && kind !== 'download') this.writeCountLines(kind);
    if (this.random.unit() < BINARY_LINE) this.writeBinaryLine();
    if (kind === 'play') this.plays.write(list, separate);
    else if (kind === 'download') this.others.writeDownloads(list, separate);
    else this.others.writeSearches(list, separate, dateOf(day));
    if (kind === 'play' && this.random.unit() < BLANK_USER) this.writeBlankUser();
    const isTruncated = hole?.state === 'truncated';
    if (isTruncated) this.writeBrokenLastLine();
    this.line.flush();
    const path = join(this.directory, archiveName(day, part, kind));
    const content = Buffer.concat(this.content);
    await writeArchive(path, innerName(day, part, kind), content, isTruncated ? hole.share : 1);
  }

  private writeCountLines(kind: EventKind): void {
    // The original plays begin with two counts, each on a line of its own, the searches with one code.
    for (const text of kind === 'play' ? ['264715', '290416'] : ['S0xA7#!43']) {
      this.line.text(text);
      this.line.endLine();
      this.tally.countLine++;
    }
  }

  private writeBinaryLine(): void {
    for (let b = 0; b < 40; b++) {
      const byte = this.random.below(256);
      this.line.byte(byte === 10 ? 61 : byte);
    }
    this.line.endLine();
    this.tally.binaryLine++;
  }

  private writeBlankUser(): void {
    this.line.text('\tar\t7368788\t0\t\t\t17\t0\t0');
    this.line.endLine();
    this.tally.blankUser++;
  }

  /**
   * Longer than two tar blocks and without an end, so readers that work by blocks still see every event
   * before it.
   */
  private writeBrokenLastLine(): void {
    this.line.text('168000');
    for (let b = 0; b < 1100; b++) this.line.byte(128 + this.random.below(128));
    this.tally.brokenLastLine++;
  }
}
