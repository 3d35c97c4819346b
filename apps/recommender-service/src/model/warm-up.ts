import type { RecommenderModel } from './recommender-model.js';

/** Questions asked before a model answers the first request. */
const QUESTIONS = 200;
const LIST = 20;

/**
 * Asks a model what requests will ask it, for users spread over all of them, so that its memory is touched and the code compiled by the
 * time it is called ready.
 */
export function warmUp(model: RecommenderModel): void {
  const users = model.userIds.length;
  const step = Math.max(1, Math.floor(users / QUESTIONS));
  for (let user = 0; user < users; user += step) {
    if (!model.hasHistory(user)) continue;
    const history = model.history(user);
    model.songs.top(model.foldIn(history), LIST, history.songs);
  }
}
