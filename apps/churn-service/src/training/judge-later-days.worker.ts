import type { Draws } from '../evaluation/intervals.js';
import { judgeLaterDays } from './judge-later-days.js';
import type { JudgedLaterDays, LaterPredictions } from './judge-later-days.js';

/** Runs in a thread of its own. */
export default function judge({
  predictions,
  draws,
}: {
  predictions: LaterPredictions;
  draws: Draws;
}): JudgedLaterDays {
  return judgeLaterDays(predictions, draws);
}
