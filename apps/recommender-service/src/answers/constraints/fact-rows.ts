import type { SongProperties } from '#common';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { SongFacts } from './song-facts.js';

/** Singer, length and properties of every song, by id. */
export const SELECT_SONG_FACTS = `/* recommender.song_facts */
  SELECT song_id AS "songId", singer, length_seconds AS seconds, properties FROM known_song ORDER BY song_id`;

/** So many songs are taken in before other requests get their turn: some milliseconds. */
export const FACTS_TOGETHER = 5_000;

export interface FactsRow {
  songId: string;
  singer: string | null;
  seconds: number | null;
  properties: SongProperties | null;
}

/** Takes in what is known of songs of the model; ids ascend from call to call. */
export function addFacts(facts: SongFacts, model: RecommenderModel, rows: readonly FactsRow[]): void {
  for (const { songId, singer, seconds, properties } of rows) {
    const row = model.findSong(songId);
    if (row !== -1) facts.add(row, singer, seconds, properties);
  }
}
