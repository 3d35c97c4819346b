import { TopK } from '#ml';
import { Injectable } from '@nestjs/common';
import type { SongFacts } from '../../answers/constraints/song-facts.js';
import type { SingerOfModel } from '../../interactions/singers.js';
import { mapInTurns } from '../../model/in-turns.js';
import type { RecommenderModel } from '../../model/recommender-model.js';

interface Directions {
  singers: SingerOfModel[];
  /** By singer id. */
  rows: Map<string, number>;
  /** Unit vectors, singer by singer; zero for one without a vector. */
  values: Float32Array;
}

/** Mean vectors of singers' songs, each song counting by its listeners; made once for a model, when first asked for. */
@Injectable()
export class SingerVectors {
  private readonly made = new WeakMap<SongFacts, Promise<Directions>>();

  /** Singers with the largest cosines, ties by the lowest song; those all of whose songs are hidden are left out. */
  async nearest(
    model: RecommenderModel,
    facts: SongFacts,
    singer: SingerOfModel,
    limit: number,
  ): Promise<{ singerId: string; name: string; similarity: number }[]> {
    const made = this.made.get(facts) ?? directions(model, facts);
    this.made.set(facts, made);
    const { singers, rows, values } = await made;
    const { factors } = model.songs;
    const own = rows.get(singer.singerId)!;
    const vector = values.subarray(own * factors, (own + 1) * factors);
    const best = new TopK(limit);
    if (vector.every((value) => value === 0)) return [];
    singers.forEach(({ songs }, row) => {
      if (row === own || songs.every((song) => model.isHidden(song))) return;
      let cosine = 0;
      for (let f = 0; f < factors; f++) cosine += vector[f]! * values[row * factors + f]!;
      best.offer(row, cosine);
    });
    const { indices, scores } = best.take();
    return Array.from(indices, (row, n) => {
      const { singerId, name } = singers[row]!;
      return { singerId, name, similarity: scores[n]! };
    });
  }
}

async function directions(model: RecommenderModel, facts: SongFacts): Promise<Directions> {
  const { factors } = model.songs;
  const singers = [...facts.allSingers()];
  const values = new Float32Array(singers.length * factors);
  await mapInTurns(singers, ({ songs }, row) => {
    const sum = values.subarray(row * factors, (row + 1) * factors);
    for (const song of songs) {
      const vector = model.songs.vector(song);
      for (let f = 0; f < factors; f++) sum[f]! += model.listeners[song]! * vector[f]!;
    }
    const length = Math.hypot(...sum) || 1;
    for (let f = 0; f < factors; f++) sum[f]! /= length;
  });
  return { singers, rows: new Map(singers.map(({ singerId }, row) => [singerId, row])), values };
}
