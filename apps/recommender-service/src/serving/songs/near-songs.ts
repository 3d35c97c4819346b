import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';

/** Songs cached of each: four rows of the longest. */
const MOST = 200;
/** Songs of which they are cached, 0.8 MB; those asked for longest ago go first. */
const MOST_CACHED = 1_000;

/** The songs nearest to a song, cached: favourites of many users are asked for again and again. */
@Injectable()
export class NearSongs {
  /** By the hidden songs of a model, which are another set after each change: so no entry outlives them. */
  private readonly cached = new WeakMap<RecommenderModel['hiddenSongs'], Map<number, Int32Array>>();

  /** At most 200 rows, nearest first, none of them hidden. */
  of(model: RecommenderModel, song: number): Int32Array {
    const cached = this.cached.get(model.hiddenSongs) ?? new Map<number, Int32Array>();
    this.cached.set(model.hiddenSongs, cached);
    const near = cached.get(song) ?? model.nearestSongs(song, MOST, []).indices;
    cached.delete(song);
    cached.set(song, near);
    for (const oldest of cached.keys()) {
      if (cached.size <= MOST_CACHED) break;
      cached.delete(oldest);
    }
    return near;
  }
}
