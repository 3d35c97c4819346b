import { BoundedCache } from '#common';
import { RowBits } from '#kernels';
import { boundsLength, hasLength, mayBeListed } from './constraints.js';
import type { Constraints, SongTraits } from './constraints.js';
import { singersIn } from '../../interactions/singers.js';
import type { Singer } from '../../interactions/singers.js';

/** A singer with songs in the model. */
export interface SingerOfModel extends Singer {
  /** Rows of the model, ascending. */
  songs: number[];
}

/** Constraints next to what they look at in the songs of a model. */
export interface RowConstraints {
  facts: SongFacts;
  asked: Constraints;
}

/** Questions of which it is kept which songs they refuse: a bit a song each, 8 MB of a million songs. */
const MOST_QUESTIONS = 64;

/** Singers and lengths of the songs of one model, by row. */
export class SongFacts {
  private readonly singers: (readonly Singer[])[];
  private readonly lengths: Int32Array;
  private readonly bySinger = new Map<string, SingerOfModel>();
  private readonly refused = new BoundedCache<RowBits | null>();

  constructor(readonly rows: number) {
    this.singers = new Array<readonly Singer[]>(rows).fill([]);
    this.lengths = new Int32Array(rows).fill(-1);
  }

  /** Each row once, rows ascending. */
  add(row: number, singer: string | null, seconds: number | null): void {
    const singers = singersIn(singer);
    this.singers[row] = singers;
    this.lengths[row] = seconds ?? -1;
    for (const { singerId, name } of singers) {
      const known = this.bySinger.get(singerId);
      if (known === undefined) this.bySinger.set(singerId, { singerId, name, songs: [row] });
      else known.songs.push(row);
    }
  }

  traits = (row: number): SongTraits => ({
    singers: this.singers[row]!,
    seconds: secondsOf(this.lengths[row]!),
  });

  singersOf(row: number): readonly Singer[] {
    return this.singers[row]!;
  }

  singer(singerId: string): SingerOfModel | null {
    return this.bySinger.get(singerId) ?? null;
  }

  allSingers(): Iterable<SingerOfModel> {
    return this.bySinger.values();
  }

  /** Songs by one of these singers, each once. */
  songsBy(singerIds: Iterable<string>): number[] {
    const taken = new RowBits(this.rows);
    const rows: number[] = [];
    for (const singerId of singerIds) {
      for (const row of this.bySinger.get(singerId)?.songs ?? []) {
        if (taken.has(row)) continue;
        taken.set(row, true);
        rows.push(row);
      }
    }
    return rows;
  }

  /** Songs that may be in no list, see {@link mayBeListed}; null: none is refused. */
  refusedBy(asked: Constraints): RowBits | null {
    const { includeSingers, excludeSingers, minSeconds, maxSeconds } = asked;
    const singers = [includeSingers, excludeSingers].map((ids) => (ids === null ? null : [...ids].sort()));
    const question = JSON.stringify([singers, minSeconds, maxSeconds]);
    const kept = this.refused.get(question);
    const refused = kept === undefined ? this.findRefused(asked) : kept;
    this.refused.set(question, refused, MOST_QUESTIONS);
    return refused;
  }

  private findRefused(asked: Constraints): RowBits | null {
    const { includeSingers, excludeSingers } = asked;
    if (includeSingers === null && excludeSingers.size === 0 && !boundsLength(asked)) return null;
    const refused = new RowBits(this.rows);
    const { lengths } = this;
    for (let row = 0; row < this.rows; row++)
      refused.set(row, includeSingers !== null || !hasLength(secondsOf(lengths[row]!), asked));
    for (const row of this.songsBy([...(includeSingers ?? []), ...excludeSingers]))
      refused.set(row, !mayBeListed(this.traits(row), asked));
    return refused;
  }
}

function secondsOf(length: number): number | null {
  return length === -1 ? null : length;
}
