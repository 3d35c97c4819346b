import { mayBeListed } from './constraints.js';
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

/** Singers and lengths of the songs of one model, by row. */
export class SongFacts {
  private readonly singers: (readonly Singer[])[];
  private readonly lengths: Int32Array;
  private readonly bySinger = new Map<string, SingerOfModel>();

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

  traits = (row: number): SongTraits => {
    const seconds = this.lengths[row]!;
    return { singers: this.singers[row]!, seconds: seconds === -1 ? null : seconds };
  };

  singersOf(row: number): readonly Singer[] {
    return this.singers[row]!;
  }

  singer(singerId: string): SingerOfModel | null {
    return this.bySinger.get(singerId) ?? null;
  }

  allSingers(): Iterable<SingerOfModel> {
    return this.bySinger.values();
  }

  /** Songs by one of these singers, ascending, each once. */
  songsBy(singerIds: Iterable<string>): number[] {
    const rows = new Set<number>();
    for (const singerId of singerIds) {
      for (const row of this.bySinger.get(singerId)?.songs ?? []) rows.add(row);
    }
    return [...rows].sort((a, b) => a - b);
  }

  /** Songs that may be in no list. */
  refusedBy(constraints: Constraints): number[] {
    const refused: number[] = [];
    for (let row = 0; row < this.rows; row++) {
      if (!mayBeListed(this.traits(row), constraints)) refused.push(row);
    }
    return refused;
  }
}
