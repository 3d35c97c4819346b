import { BoundedCache } from '#common';
import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';

/** Songs that are looked for at first, and where these are not enough: four rows of the longest. */
const LOOKED_FOR = [64, 200] as const;
/** Bytes of the songs that are cached of a model, some 50,000 times the first; those asked for longest ago go first. */
const ROOM = 24_000_000;
const ENTRY_BYTES = 250;

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
