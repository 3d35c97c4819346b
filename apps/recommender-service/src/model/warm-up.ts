import { mapInTurns } from './in-turns.js';
import type { RecommenderModel } from './recommender-model.js';

/** Questions asked before a model answers the first request. */
const QUESTIONS = 200;
const LIST = 20;

/**
 * Asks a model what requests will ask it, for users spread over all of them, so that its memory is touched
 * and the code compiled by the time it is called ready.
 */
export async function warmUp(model: RecommenderModel): Promise<void> {
  const users = model.userIds.length;
  const step = Math.max(1, Math.floor(users / QUESTIONS));
  const asked = Array.from({ length: Math.ceil(users / step) }, (_, n) => n * step);
  await mapInTurns(
    asked.filter((user) => model.hasHistory(user)),
    (user) => {
      const history = model.history(user);
      model.top({ vector: model.foldIn(history), history }, LIST, history.songs);
    },
  );
}
