import type { Draws } from '../metrics/intervals.js';
import { judgeLaterDays } from './evaluate-later-days.js';
import type { JudgedLaterDays, LaterPredictions } from './evaluate-later-days.js';

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
