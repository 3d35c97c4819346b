import { BoundedCache } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { ServiceEnd } from '../../registry/service-end.js';
import type { RecommenderModel } from '../../model/recommender-model.js';

/** Songs that are looked for at first, and where these are not enough: four rows of the longest. */
const LOOKED_FOR = [64, 200] as const;
/** Bytes of the songs that are cached of a model, some 50,000 times the first; those asked for longest ago go first. */
const ROOM = 24_000_000;
const ENTRY_BYTES = 250;
/** The songs with most listeners, which a third of all users like best, are looked up before they are asked for. */
const MOST_AHEAD = 5_000;
/** Between two of them: each takes a millisecond or two where there are many songs. */
const PAUSE_MS = 10;

interface Near {
  /** How many were looked for. */
  most: number;
  rows: Int32Array;
}

interface Cached {
  hidden: ReadonlySet<number>;
  bySong: BoundedCache<Near, number>;
}

/** The songs nearest to a song, cached: favourites of many users are asked for again and again. */
@Injectable()
export class NearSongs {
  private readonly cached = new WeakMap<RecommenderModel, Cached>();

  constructor(
    @Inject(LiveRecommender) private readonly live: Pick<LiveRecommender, 'onServed' | 'current'>,
    private readonly end: ServiceEnd,
  ) {
    live.onServed(() => void this.ahead());
  }

  /**
   * Rows, nearest first, none of them hidden or in `without`: those of the 200 nearest, of which the last may be
   * missing where `enough` are left.
   */
  of(model: RecommenderModel, song: number, without: ReadonlySet<number>, enough: number): number[] {
    let left: number[] = [];
    for (const most of LOOKED_FOR) {
      left = Array.from(this.nearest(model, song, most)).filter((row) => !without.has(row));
      if (left.length >= enough) break;
    }
    return left;
  }

  /** Looks up what the most will ask for, while requests are answered; until another version is served. */
  async ahead(): Promise<void> {
    const model = this.live.current()?.model;
    if (model === undefined) return;
    for (const song of model.popular.subarray(0, MOST_AHEAD)) {
      await sleep(PAUSE_MS, null, { ref: false });
      if (this.end.signal.aborted || this.live.current()?.model !== model) return;
      this.nearest(model, song, LOOKED_FOR[0]);
    }
  }

  private nearest(model: RecommenderModel, song: number, most: number): Int32Array {
    const { bySong } = this.cacheOf(model);
    const known = bySong.get(song);
    // What has been hidden since is the only change.
    const isKnown =
      known !== undefined && known.most >= most && !known.rows.some((row) => model.isHidden(row));
    const near = isKnown ? known : { most, rows: model.nearestSongs(song, most, []).indices };
    bySong.set(song, near, ROOM);
    return near.rows;
  }

  private cacheOf(model: RecommenderModel): Cached {
    const { hiddenSongs: hidden } = model;
    const known = this.cached.get(model);
    if (known?.hidden === hidden) return known;
    const sizeOf = ({ rows }: Near) => rows.byteLength + ENTRY_BYTES;
    // A song that is shown again may be among the nearest of any.
    const isKept = known !== undefined && [...known.hidden].every((song) => hidden.has(song));
    const cached = { hidden, bySong: isKept ? known.bySong : new BoundedCache<Near, number>(sizeOf) };
    this.cached.set(model, cached);
    return cached;
  }
}
