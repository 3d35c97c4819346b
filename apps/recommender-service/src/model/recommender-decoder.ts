import { SETTINGS } from '#common';
import type { ModelVersion } from '#common';
import { FoldIn } from '#kernels';
import type { SparseRows } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../recommender.settings.js';
import { usersWhoLike } from './history.js';
import { columnsInSteps } from './columns-in-steps.js';
import { inTurns } from './in-turns.js';
import { decodeArtefact, learnedVectors } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';
import { popularOrder } from './popularity.js';
import { RecommenderModel } from './recommender-model.js';
import { servingRule } from './serving-rule.js';
import type { ServingRule } from './serving-rule.js';
import { UserScorer } from './user-scorer.js';
import { userIndex, vectorIndex } from './user-vectors.js';
import type { VectorKeeping } from './user-vectors.js';
import { warmUp } from './warm-up.js';

/** Songs whose vectors enter the Gram matrix in one step. */
const GRAM_ROWS = 16_384;

/** Makes stored versions ready to answer, with their vectors kept as the settings say. */
@Injectable()
export class RecommenderDecoder {
  constructor(@Inject(SETTINGS) private readonly settings: RecommenderSettings) {}

  /** @throws Error when this program cannot read the artefact */
  readonly decode = async (bytes: Buffer, version: ModelVersion): Promise<RecommenderModel> => {
    const artefact = decodeArtefact(bytes);
    const keeping = {
      songs: this.settings.RECOMMENDER_SONG_VECTORS,
      users: this.settings.RECOMMENDER_USER_VECTORS,
    };
    const model = await inTurns(modelInSteps(artefact, servingRule(version), keeping));
    await warmUp(model);
    return model;
  };
}

/**
 * Makes a model of an artefact, which may be released afterwards, in steps of some milliseconds each.
 * @param people of whom listeners were counted. Default: the users with a history.
 */
export function* modelInSteps(
  artefact: ModelArtefact,
  rule: ServingRule,
  keeping: VectorKeeping,
  people?: number,
): Generator<void, RecommenderModel> {
  const { factors, songFactors, userFactors, factorShare } = artefact;
  const played = yield* copyInSteps(artefact.played);
  yield;
  const listenersBySong = yield* columnsInSteps(played);
  yield;
  const likes = usersWhoLike(played);
  yield;
  const listeners = artefact.listeners.slice();
  const popular = popularOrder(listeners);
  yield;
  const songs = yield* vectorIndex(songFactors, factors, keeping.songs);
  yield;
  const users = yield* userIndex(userFactors, factors, likes, keeping.users);
  yield;
  const folding = new FoldIn(factors, rule.objective);
  for (let row = 0; row < artefact.songIds.length; row += GRAM_ROWS) {
    folding.add(learnedVectors(artefact, row, row + GRAM_ROWS));
    yield;
  }
  const itemWeights = yield* copyInSteps(artefact.itemWeights);
  yield;
  const userScorer = yield* UserScorer.inSteps(users, factorShare, itemWeights, played);
  yield;
  const parts = {
    userIds: artefact.userIds.slice(),
    songIds: artefact.songIds.slice(),
    devices: artefact.devices.slice(),
    isCold: artefact.isCold.slice(),
    ...{ listeners, popular, played, metBy: listenersBySong, likes, songs, users, folding },
    ...{ factorShare, itemWeights, userScorer, people },
  };
  return new RecommenderModel(parts, rule);
}

function* copyInSteps({ rows, columns, starts, indices, weights }: SparseRows): Generator<void, SparseRows> {
  const copied = indices.slice();
  yield;
  return { rows, columns, starts: starts.slice(), indices: copied, weights: weights.slice() };
}
