import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { ServingStateChanges } from '../../registry/serving-state.js';

/** Songs kept of each: four rows of the longest. */
const MOST = 200;
/** Songs of which they are kept, 0.8 MB; those asked for longest ago go first. */
const MOST_KEPT = 1_000;

/**
 * The songs nearest to a song, kept while no song is hidden or shown again: favourites of many are asked for
 * again and again.
 */
@Injectable()
export class NearSongs {
  private kept = new WeakMap<RecommenderModel, Map<number, Int32Array>>();
  private hiddenRevision = -1;

  constructor(changes: ServingStateChanges) {
    changes.subscribe(({ hiddenRevision }) => {
      if (hiddenRevision !== this.hiddenRevision) this.kept = new WeakMap();
      this.hiddenRevision = hiddenRevision;
    });
  }

  /** At most 200 rows, nearest first; for an answer whose state has been read. */
  of(model: RecommenderModel, song: number): Int32Array {
    const kept = this.kept.get(model) ?? new Map<number, Int32Array>();
    this.kept.set(model, kept);
    const near = kept.get(song) ?? model.nearestSongs(song, MOST, []).indices;
    kept.delete(song);
    kept.set(song, near);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return near;
  }
}
