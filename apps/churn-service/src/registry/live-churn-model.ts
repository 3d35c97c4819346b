import { LiveModel } from '#common';
import { ChurnModel } from '../model/churn-model.js';
import { CHURN_MODEL, decodeArtefact } from '../model/churn-artefact.js';

export const LIVE_CHURN_MODEL = Symbol('LIVE_CHURN_MODEL');

export const liveChurnModel = LiveModel.provider(
  LIVE_CHURN_MODEL,
  CHURN_MODEL,
  (artefact) => new ChurnModel(decodeArtefact(artefact)),
);
