import { BoundedCache } from '#common/cache';
import { RowBits } from '#kernels';
import type { SongProperties } from '#common';
import type { Condition, Conditions } from '#common/conditions';
import { meets } from '#common/conditions';
import { boundsLength, hasLength, isAvailable, mayBeListed, questionOf, valueOf } from './constraints.js';
import type { Boost, Constraints, SongTraits } from './constraints.js';
import { PropertyColumns } from './property-columns.js';
import { singersIn } from '../../interactions/singers.js';
import { boostsOf } from '../../model/boosts.js';
import type { Boosts } from '../../model/boosts.js';
import type { Singer, SingerOfModel } from '../../interactions/singers.js';

/** Constraints next to what they look at in the songs of a model. */
export interface RowConstraints {
  facts: SongFacts;
  asked: Constraints;
}

/** Questions of which it is kept which songs they refuse: a bit a song each, 8 MB of a million songs. */
const MOST_QUESTIONS = 64;
/** Conditions of which it is kept which songs do not meet them: 32 MB of a million songs. */
const MOST_CONDITIONS = 256;
/** Lists of boosts of which the groups are kept. */
const MOST_BOOSTS = 16;

/** Singers, lengths and properties of the songs of one model, by row. */
export class SongFacts {
  private readonly singers: (readonly Singer[])[];
  private readonly lengths: Int32Array;
  private readonly bySinger = new Map<string, SingerOfModel>();
  private readonly properties: PropertyColumns;
  private readonly refused = new BoundedCache<{ bits: RowBits | null; left: number }>();
  private readonly unmet = new BoundedCache<RowBits>();
  private readonly boosts = new BoundedCache<Boosts>();

  constructor(readonly rows: number) {
    this.singers = new Array<readonly Singer[]>(rows).fill([]);
    this.lengths = new Int32Array(rows).fill(-1);
    this.properties = new PropertyColumns(rows);
  }

  /** Each row once, rows ascending. */
  add(
    row: number,
    singer: string | null,
    seconds: number | null,
    properties: SongProperties | null = null,
  ): void {
    const singers = singersIn(singer);
    this.singers[row] = singers;
    this.lengths[row] = seconds ?? -1;
    if (properties !== null) this.properties.add(row, properties);
    for (const { singerId, name } of singers) {
      const known = this.bySinger.get(singerId);
      if (known === undefined) this.bySinger.set(singerId, { singerId, name, songs: [row] });
      else known.songs.push(row);
    }
  }

  /** To be called behind the last song. */
  close(): void {
    this.properties.close();
  }

  traits = (row: number): SongTraits => ({
    singers: this.singers[row]!,
    seconds: secondsOf(this.lengths[row]!),
    property: (name) => this.properties.value(name, row),
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
    return this.answerOf(asked).bits;
  }

  /** Songs that are not available on the day and in the region of the constraints; null: all are. */
  unavailable({ available }: Constraints): RowBits | null {
    return available === null
      ? null
      : this.kept(available, () => this.where((row) => !isAvailable(this.traits(row), available)));
  }

  /** How many songs may be in lists. */
  left(asked: Constraints): number {
    return this.answerOf(asked).left;
  }

  private answerOf(asked: Constraints): { bits: RowBits | null; left: number } {
    const question = questionOf(asked);
    let answer = this.refused.get(question);
    if (answer === undefined) {
      const bits = this.findRefused(asked);
      const refused = bits?.count() ?? 0;
      answer = { bits: refused === 0 ? null : bits, left: this.rows - refused };
    }
    this.refused.set(question, answer, MOST_QUESTIONS);
    return answer;
  }

  /** What is asked of scores; null: nothing. */
  boosted(asked: Constraints): Boosts | null {
    if (asked.boosts.length === 0) return null;
    const question = questionOf(asked) + JSON.stringify(asked.boosts);
    const boosts = this.boosts.get(question) ?? this.findBoosts(asked.boosts, this.refusedBy(asked));
    this.boosts.set(question, boosts, MOST_BOOSTS);
    return boosts;
  }

  private findBoosts(boosts: readonly Boost[], refused: RowBits | null): Boosts {
    const factors = new Float64Array(this.rows).fill(1);
    for (const { factor, filter } of boosts) {
      const unmet = this.unmetBy(filter);
      for (let row = 0; row < this.rows; row++) if (!unmet.has(row)) factors[row]! *= factor;
    }
    return boostsOf(factors, refused);
  }

  private findRefused(asked: Constraints): RowBits | null {
    const refused = [
      this.refusedBySingerAndLength(asked),
      ...asked.filters.map((filter) => this.unmetBy(filter)),
      this.unavailable(asked),
    ].filter((bits) => bits !== null);
    if (refused.length === 0) return null;
    const joined = new RowBits(this.rows);
    for (const bits of refused) joined.setAll(bits, true);
    return joined;
  }

  /** Songs that do not meet conditions. */
  private unmetBy({ match, conditions }: Conditions): RowBits {
    const [first, ...others] = conditions.map((condition) =>
      this.kept(condition, () => this.unmetByOne(condition)),
    );
    const unmet = first!.with([]);
    for (const bits of others) {
      if (match === 'all') unmet.setAll(bits, true);
      else unmet.keepOnly(bits);
    }
    return unmet;
  }

  private unmetByOne({ property, ...test }: Condition): RowBits {
    return property === 'seconds' || property === 'singers'
      ? this.where((row) => !meets(valueOf(this.traits(row), property), test))
      : this.properties.unmet(property, test);
  }

  private where(is: (row: number) => boolean): RowBits {
    const found = new RowBits(this.rows);
    for (let row = 0; row < this.rows; row++) if (is(row)) found.set(row, true);
    return found;
  }

  /** Bits of a question, kept by what it is. */
  private kept(question: object, find: () => RowBits): RowBits {
    const key = JSON.stringify(question);
    const bits = this.unmet.get(key) ?? find();
    this.unmet.set(key, bits, MOST_CONDITIONS);
    return bits;
  }

  private refusedBySingerAndLength(asked: Constraints): RowBits | null {
    const { includeSingers, excludeSingers } = asked;
    if (includeSingers === null && excludeSingers.size === 0 && !boundsLength(asked)) return null;
    const refused = new RowBits(this.rows);
    for (let row = 0; row < this.rows; row++)
      refused.set(row, includeSingers !== null || !hasLength(secondsOf(this.lengths[row]!), asked));
    for (const row of this.songsBy([...(includeSingers ?? []), ...excludeSingers]))
      refused.set(row, !mayBeListed(this.traits(row), asked));
    return refused;
  }
}

function secondsOf(length: number): number | null {
  return length === -1 ? null : length;
}
