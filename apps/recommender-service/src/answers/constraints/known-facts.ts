import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { Renewed } from '../../registry/renewed.js';
import { ServingStateChanges } from '../../registry/serving-state.js';
import type { Constraints } from './constraints.js';
import { SongFacts } from './song-facts.js';
import type { RowConstraints } from './song-facts.js';

/** Singer and length of every song, by id. */
const SELECT_SONG_FACTS = `/* recommender.song_facts */
  SELECT song_id AS "songId", singer, length_seconds AS seconds FROM song ORDER BY song_id`;

/** A song that is renamed counts under its new singer after so long. */
const REMEMBER_MS = 60_000;

/** So many songs are taken in before other requests get their turn: some milliseconds. */
const TOGETHER = 5_000;

interface Known {
  facts: SongFacts;
  namesRevision: number;
}

interface FactsRow {
  songId: string;
  singer: string | null;
  seconds: number | null;
}

/**
 * Singers and lengths of each model's songs; read as soon as it is served, or when first asked for, and anew
 * while the old ones serve when names have changed.
 */
@Injectable()
export class KnownFacts {
  private readonly known = new WeakMap<RecommenderModel, Renewed<Known>>();
  private namesRevision = 0;

  constructor(
    private readonly database: Database,
    states: ServingStateChanges,
    live: LiveRecommender,
  ) {
    live.readAhead((model) => this.of(model));
    states.onNewer('namesRevision', (revision) => (this.namesRevision = revision));
  }

  async of(model: RecommenderModel): Promise<SongFacts> {
    const known =
      this.known.get(model) ?? new Renewed<Known>((before) => this.read(model, before), REMEMBER_MS);
    this.known.set(model, known);
    return (await known.get()).facts;
  }

  /** Constraints on the songs of a model; null when nothing is asked. */
  async constraintsOn(model: RecommenderModel, asked: Constraints | null): Promise<RowConstraints | null> {
    return asked === null ? null : { facts: await this.of(model), asked };
  }

  private async read(model: RecommenderModel, before: Known | null): Promise<Known> {
    const { namesRevision } = this;
    if (before?.namesRevision === namesRevision) return before;
    const facts = new SongFacts(model.songIds.length);
    for await (const rows of this.database.stream<FactsRow>(SELECT_SONG_FACTS, [], TOGETHER)) {
      for (const { songId, singer, seconds } of rows) {
        const row = model.findSong(songId);
        if (row !== -1) facts.add(row, singer, seconds);
      }
    }
    return { facts, namesRevision };
  }
}
