import { LiveModel } from '#common';
import { ChurnModel } from '../model/churn-model.js';
import { CHURN_MODEL, decodeArtefact } from '../model/churn-artefact.js';

export const LIVE_CHURN_MODEL = Symbol('LIVE_CHURN_MODEL');

/** SQL: the id of the version that is live. */
export const LIVE_VERSION = `(SELECT p.model_version_id FROM model_promotion p WHERE p.kind = '${CHURN_MODEL}' ORDER BY p.id DESC LIMIT 1)`;

export const liveChurnModel = LiveModel.provider(
  LIVE_CHURN_MODEL,
  CHURN_MODEL,
  (artefact) => new ChurnModel(decodeArtefact(artefact)),
);
