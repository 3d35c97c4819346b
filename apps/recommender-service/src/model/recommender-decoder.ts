import type { ModelVersion } from '#common';
import { FoldIn, VectorParts } from '#kernels';
import type { SparseRows } from '#ml';
import { usersWhoLike } from './history.js';
import { listenersInSteps } from './columns-in-steps.js';
import { inTurns, mapInTurns } from './in-turns.js';
import { decodeArtefact, learnedVectors, WITHOUT_VECTOR } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';
import { popularOrder } from './popularity.js';
import { RecommenderModel } from './recommender-model.js';
import { servingRule } from './serving-rule.js';
import type { ServingRule } from './serving-rule.js';
import { UserScorer } from './user-scorer.js';

/** Songs whose vectors enter the Gram matrix in one step. */
const GRAM_ROWS = 16_384;
const NO_PAIRS = { indices: new Int32Array(0), weights: new Float32Array(0) };
/** Users whose lists are made before a model answers the first request. */
const WARMING_USERS = 200;

/**
 * Makes a stored version ready to answer.
 * @throws Error when this program cannot read the artefact
 */
export async function decodeRecommender(bytes: Buffer, version: ModelVersion): Promise<RecommenderModel> {
  const model = await inTurns(modelInSteps(decodeArtefact(bytes), servingRule(version)));
  await warmUp(model);
  return model;
}

/**
 * Makes a model of an artefact, which may be released afterwards, in steps of some milliseconds each.
 * @param people of whom listeners were counted. Default: the users with a history.
 */
export function* modelInSteps(
  artefact: ModelArtefact,
  rule: ServingRule,
  people?: number,
): Generator<void, RecommenderModel> {
  const played = yield* copyInSteps(artefact.played);
  yield;
  const itemWeights = yield* copyInSteps(artefact.itemWeights);
  yield;
  const coPlays = yield* copyInSteps(artefact.coPlays);
  yield;
  const { userIds, songIds, popularity } = artefact;
  const own = {
    ...artefact,
    played,
    itemWeights,
    coPlays,
    ...(popularity && { popularity: popularity.slice() }),
    userIds: userIds.slice(),
    songIds: songIds.slice(),
  };
  return yield* modelOver(own, artefact.userFactors, itemWeights, played, rule, people);
}

/**
 * A model that only ranks songs for users: it looks at arrays of the artefact, which may be shared with other threads,
 * and finds no users.
 */
export function listingModel(artefact: ModelArtefact, rule: ServingRule): Promise<RecommenderModel> {
  const none = { rows: 0, columns: artefact.songIds.length, starts: new Int32Array(1), ...NO_PAIRS };
  return inTurns(modelOver(artefact, NO_PAIRS.weights, none, none, rule));
}

/** @param userFactors of users who may be found, by vectors or by what they have met */
function* modelOver(
  artefact: ModelArtefact,
  userFactors: Float32Array,
  weightsForUsers: SparseRows,
  met: SparseRows,
  rule: ServingRule,
  people?: number,
): Generator<void, RecommenderModel> {
  const { factors, songFactors, factorShare, played, itemWeights, coPlays, userIds, songIds } = artefact;
  const metBy = yield* listenersInSteps(met);
  yield;
  const likes = usersWhoLike(played);
  yield;
  const listeners = artefact.listeners.slice();
  const popular = popularOrder(listeners);
  yield;
  const songs = yield* VectorParts.inSteps(songFactors, factors);
  yield;
  // Scores of co-plays find these songs, scans of all vectors do not.
  artefact.isCold.forEach((mark, row) => {
    if (mark === WITHOUT_VECTOR) songs.hide(row);
  });
  yield;
  const users = yield* VectorParts.inSteps(userFactors, factors);
  yield;
  // Without a history a user is never found.
  for (let row = 0; row < users.rows; row++) if (likes[row] === 0) users.hide(row);
  yield;
  const folding = new FoldIn(factors, rule.objective);
  for (let row = 0; row < songIds.length; row += GRAM_ROWS) {
    folding.add(learnedVectors(artefact, row, row + GRAM_ROWS));
    yield;
  }
  const userScorer = yield* UserScorer.inSteps(users, factorShare, weightsForUsers, metBy);
  yield;
  const parts = {
    userIds,
    songIds,
    devices: artefact.devices.slice(),
    isCold: artefact.isCold.slice(),
    listeners,
    popular,
    played,
    metBy,
    likes,
    songs,
    users,
    folding,
    factorShare,
    itemWeights,
    coPlays,
    ...(artefact.popularity && { popularity: artefact.popularity }),
    userScorer,
    people,
  };
  return new RecommenderModel(parts, rule);
}

function* copyInSteps({ rows, columns, starts, indices, weights }: SparseRows): Generator<void, SparseRows> {
  const copied = indices.slice();
  yield;
  return { rows, columns, starts: starts.slice(), indices: copied, weights: weights.slice() };
}

/**
 * Asks a model what requests will ask it, for users spread over all of them, so that its memory is touched
 * and the code compiled by the time it is called ready.
 */
async function warmUp(model: RecommenderModel): Promise<void> {
  const users = model.userIds.length;
  const step = Math.max(1, Math.floor(users / WARMING_USERS));
  const asked = Array.from({ length: Math.ceil(users / step) }, (_, n) => n * step);
  await mapInTurns(
    asked.filter((user) => model.hasHistory(user)),
    (user) => {
      const history = model.history(user);
      model.top({ vector: model.foldIn(history), history }, 20, history.songs);
    },
  );
}
