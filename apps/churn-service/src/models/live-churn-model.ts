import { LiveModel } from '#common';
import { ChurnScorer } from '../scoring/churn-scorer.js';
import { CHURN_MODEL, decodeArtefact } from './churn-artefact.js';

export const LIVE_CHURN_MODEL = Symbol('LIVE_CHURN_MODEL');

export const liveChurnModel = LiveModel.provider(
  LIVE_CHURN_MODEL,
  CHURN_MODEL,
  (artefact) => new ChurnScorer(decodeArtefact(artefact)),
);
