import { DomainError, LiveModel } from '#common';
import { OutdatedModelError } from '#common/outdated-model';
import type { ModelRegistry, ModelVersion } from '#common';
import { FactsRepository } from '../dataset/facts.repository.js';
import { ChurnModel } from '../model/churn-model.js';
import { CHURN_MODEL, decodeArtefact } from '../model/churn-artefact.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';

export const LIVE_CHURN_MODEL = Symbol('LIVE_CHURN_MODEL');

/** SQL: the id of the version that is live. */
export const LIVE_VERSION = `(SELECT p.model_version_id FROM model_promotion p WHERE p.kind = '${CHURN_MODEL}' ORDER BY p.id DESC LIMIT 1)`;

export const liveChurnModel = LiveModel.provider(
  LIVE_CHURN_MODEL,
  CHURN_MODEL,
  async (bytes, _version, database) => {
    const artefact = decodeArtefact(bytes);
    const problem = await new FactsRepository(database).problemOf(artefact.facts);
    if (problem !== null) throw new OutdatedModelError(problem);
    return new ChurnModel(artefact);
  },
);

/** What is answered where no version is live. */
export function noLiveModel(): DomainError {
  return new DomainError(
    'unavailable',
    'churn_model_missing',
    'No churn model is live yet; load logs and retrain by POST /admin/churn/retrain.',
  );
}

/** A stored version; a text says why this program cannot read it. */
export async function readArtefact(
  registry: ModelRegistry,
  version: ModelVersion,
): Promise<ChurnArtefact | string> {
  try {
    return decodeArtefact(await registry.artefact(version));
  } catch (error) {
    // Of the database or the system: the stored bytes may be whole.
    if (!(error instanceof Error) || 'code' in error) throw error;
    return error.message;
  }
}
