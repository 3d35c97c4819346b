import type { EventKind } from '../formats/archive-name.js';
import type { DownloadEvent, SongPlaces } from '../formats/song-line.js';
import { LineReader } from '../formats/line-reader.js';
import type { PlainLines } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { PlayEvent } from '../formats/play-line.js';
import type { RepairRule } from '../formats/repair.js';
import type { ScannedLine } from '../formats/scanned-line.js';
import type { SearchEvent } from '../formats/search-line.js';
import { readSongText } from '../formats/song-text.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { microsecondsOf } from '../storage/copy/event-rows.js';
import { withinLimits } from './kernel-full.js';
import { CHUNK_BYTES, NO_TIME, NONE } from './line-kernel.js';
import type { LineKernel } from './line-kernel.js';

/** One log on its way from bytes to rows of binary COPY: lines in, rows and counts out. */
export interface EventLog<Chunk = Buffer> {
  readonly kind: EventKind;
  readonly tally: LineTally;
  readonly rows: {
    /** The buffers that are full; null: none is. */
    takeMany(): Buffer[] | null;
    /** What is left, with the end of the rows. */
    takeRest(): Buffer[];
  };
  readonly lines: {
    push(chunk: Chunk): void;
    /** @param cut the log ended too early */
    finish(cut: boolean): void;
  };
}

/**
 * The log of an archive of one day. The kernel reads the plain lines; all others are read here, by the same
 * rules, and handed to it as events.
 */
export function createKernelLog(kernel: LineKernel, kind: EventKind, erased: ErasedUsers | null): EventLog {
  kernel.startRows();
  const reader = new LineReader(
    withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased),
    (event, line) => {
      if ('songId' in event) addSong(kernel, event, line);
      else addSearch(kernel, event);
      kernel.makeRoom();
    },
    new KernelLines(kernel),
  );
  return {
    kind,
    tally: reader.tally,
    rows: {
      takeMany: () => (kernel.hasFull ? kernel.takeFull() : null),
      takeRest: () => kernel.finishRows(),
    },
    lines: {
      push: (chunk) => {
        withinLimits(() => {
          reader.push(chunk);
        });
      },
      finish: (cut) => {
        withinLimits(() => {
          reader.finish(cut);
        });
      },
    },
  };
}

/** Rules that a plain line can need, in the order of their bits in `assembly/status.ts`. */
const PLAIN_RULES: readonly RepairRule[] = ['song_id_unknown', 'device_unknown', 'query_percent_decoded'];

/** The lines of one archive that the kernel reads by itself. */
class KernelLines implements PlainLines {
  readonly mostBytes = CHUNK_BYTES;
  private readonly start: number;

  constructor(private readonly kernel: LineKernel) {
    this.start = kernel.call.INPUT.value;
    // Of a log before this one that ended in a trap.
    kernel.takeCounts();
  }

  place(carry: Buffer, chunk: Buffer): Buffer {
    const { call, input } = this.kernel;
    const bytes = carry.length + chunk.length;
    input.set(carry);
    input.set(chunk, carry.length);
    call.setInput(this.start + bytes);
    return input.subarray(0, bytes);
  }

  take(from: number): number {
    const { kernel, start } = this;
    let at = start + from;
    do at = kernel.call.read(at);
    while (kernel.makeRoom());
    return at - start;
  }

  addCounts(tally: LineTally): void {
    const { events, erased, repaired } = this.kernel.takeCounts();
    tally.addPlain(events, new Map(PLAIN_RULES.map((rule, bit) => [rule, repaired[bit]!])));
    tally.addRejected('user_erased', erased);
  }
}

function addSong(kernel: LineKernel, event: DownloadEvent | PlayEvent, line: ScannedLine): void {
  const songId = BigInt(event.songId ?? 0);
  const { songType, playSeconds, songSeconds, singerHash } = event as Partial<PlayEvent>;
  const [titleBytes, singerBytes] = putSongTexts(kernel, songId, event, line);
  kernel.call.addOtherSong(
    BigInt(event.userId),
    songId,
    songType ?? NONE,
    playSeconds ?? NONE,
    songSeconds ?? NONE,
    event.device,
    singerHash ?? NONE,
    titleBytes,
    singerBytes,
  );
}

function addSearch(kernel: LineKernel, event: SearchEvent): void {
  const { userId, searchedAt, device, query } = event;
  const time = searchedAt === null ? NO_TIME : BigInt(microsecondsOf(searchedAt));
  kernel.call.addOtherSearch(BigInt(userId), time, device, kernel.texts.write(query));
}

/** Puts title and singer, repaired, one behind the other where they are wanted; answers the bytes of each. */
function putSongTexts(
  kernel: LineKernel,
  songId: bigint,
  event: SongPlaces,
  line: ScannedLine,
): [number, number] {
  if (songId === 0n || kernel.call.wantsTitle(songId) === 0) return [0, 0];
  const title = readSongText(line.bytes, event.titleStart, event.titleEnd) ?? '';
  const singer = readSongText(line.bytes, event.singerStart, event.singerEnd) ?? '';
  const titleBytes = kernel.texts.write(title);
  return [titleBytes, kernel.texts.write(singer, titleBytes)];
}
