import { BoundedCache } from '#common';
import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';

/** Songs cached of each: four rows of the longest. */
const MOST = 200;
/** Songs of which they are cached, 16 MB; those asked for longest ago go first. */
const MOST_CACHED = 20_000;

/** The songs nearest to a song, cached: favourites of many users are asked for again and again. */
@Injectable()
export class NearSongs {
  /** By the hidden songs of a model, which are another set after each change: so no entry outlives them. */
  private readonly cached = new WeakMap<RecommenderModel['hiddenSongs'], BoundedCache<Int32Array, number>>();

  /** At most 200 rows, nearest first, none of them hidden. */
  of(model: RecommenderModel, song: number): Int32Array {
    const cached = this.cached.get(model.hiddenSongs) ?? new BoundedCache<Int32Array, number>();
    this.cached.set(model.hiddenSongs, cached);
    const near = cached.get(song) ?? model.nearestSongs(song, MOST, []).indices;
    cached.set(song, near, MOST_CACHED);
    return near;
  }
}
