import { DomainError, LiveModel, SETTINGS } from '#common';
import { modelKindOf } from '#common/bands';
import type { Target } from '#common/bands';
import { OutdatedModelError } from '#common/outdated-model';
import type { Database, ModelRegistry, ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { ChurnModel } from '../model/churn-model.js';
import { decodeArtefact } from '../model/churn-artefact.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';

/** The live model of the target that bands use. */
export const LIVE_CHURN_MODEL = Symbol('LIVE_CHURN_MODEL');
const OTHER_LIVE_MODEL = Symbol('OTHER_LIVE_MODEL');

/** SQL: the id of the version of a kind that is live. @param kind SQL of a text */
export function liveVersionSql(kind: string): string {
  return `(SELECT p.model_version_id FROM model_promotion p WHERE p.kind = ${kind} ORDER BY p.id DESC LIMIT 1)`;
}

/** The live models of both targets. */
@Injectable()
export class LiveChurnModels {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<ChurnSettings, 'CHURN_BAND_TARGET'>,
    @Inject(LIVE_CHURN_MODEL) private readonly ofBands: LiveModel<ChurnModel>,
    @Inject(OTHER_LIVE_MODEL) private readonly other: LiveModel<ChurnModel>,
  ) {}

  /** The target that bands use. */
  get bandTarget(): Target {
    return this.settings.CHURN_BAND_TARGET;
  }

  of(target: Target = this.bandTarget): LiveModel<ChurnModel> {
    return target === this.bandTarget ? this.ofBands : this.other;
  }
}

export const liveChurnModels = [
  LiveModel.provider(LIVE_CHURN_MODEL, kindOfBands, decoded),
  LiveModel.provider(
    OTHER_LIVE_MODEL,
    (settings: ChurnSettings) => modelKindOf(otherTarget(settings.CHURN_BAND_TARGET)),
    decoded,
  ),
  LiveChurnModels,
];

function kindOfBands(settings: ChurnSettings): string {
  return modelKindOf(settings.CHURN_BAND_TARGET);
}

export function otherTarget(target: Target): Target {
  return target === 'ended' ? 'inactive' : 'ended';
}

async function decoded(bytes: Buffer, _version: ModelVersion, database: Database): Promise<ChurnModel> {
  const artefact = decodeArtefact(bytes);
  const problem = await new FactsRepository(database).problemOf(artefact.facts, artefact.population);
  if (problem !== null) throw new OutdatedModelError(problem);
  return new ChurnModel(artefact);
}

/** What is answered where no version of a target is live. */
export function noLiveModel({ kind }: Pick<LiveModel<ChurnModel>, 'kind'>): DomainError {
  const detail =
    kind === modelKindOf('ended')
      ? 'No model of the target ended is live yet: tell endings by the fact `ended` and retrain by POST ' +
        '/admin/churn/retrain?target=ended, or let bands use the other target (CHURN_BAND_TARGET=inactive).'
      : 'No churn model is live yet; load logs and retrain by POST /admin/churn/retrain?target=inactive.';
  return new DomainError('unavailable', 'churn_model_missing', detail);
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
