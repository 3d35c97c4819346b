import { bandOf, targetOfKind } from '#common/bands';
import { sigmoid } from '#ml';
import { Injectable } from '@nestjs/common';
import { NOTHING_LOADED, unknownSnapshot } from '../dataset/required-days.js';
import type { ChurnModel } from '../model/churn-model.js';
import { singlePrecision } from '../scores/rounding.js';
import { changedFeatures } from './changed-features.js';
import type { FeatureChanges } from './changed-features.js';
import { ScoreAnswers } from './score-answers.js';
import { ScoringService } from './scoring.service.js';
import { ServingStates } from './serving-state.js';
import type { ServingState } from './serving-state.js';
import type { WhatIfDto } from './what-if.dto.js';

const NOTE =
  'The model compares users who differ in this way: this is an association, not the effect that changing one user would have.';

/** Scores changed features, next to the stored ones of a user. */
@Injectable()
export class WhatIf {
  constructor(
    private readonly states: ServingStates,
    private readonly scoring: ScoringService,
    private readonly answers: ScoreAnswers,
  ) {}

  /**
   * By the live version, from the features of the newest complete day.
   * @param userId null: the changes describe a user who did nothing else
   * @throws DomainError invalid (features_invalid), not_found without a score, unavailable without a model
   */
  async answer(userId: string | null, changes: FeatureChanges): Promise<WhatIfDto> {
    const { state, features: before } =
      userId === null
        ? { state: await this.newest(), features: null }
        : await this.scoring.featuresOf(userId);
    const { model, version } = state.live;
    const after = changedFeatures(model.catalogue, before, changes, state);
    const { cuts } = this.answers;
    const scoreOf = (features: Float32Array) => {
      const probability = singlePrecision(sigmoid(model.margins(features, 1)[0]!));
      return { probability, band: bandOf(probability, cuts), reasons: model.reasons(features) };
    };
    return {
      userId,
      snapshotDate: before === null ? null : state.snapshotDate,
      target: targetOfKind(version.kind),
      modelVersion: version.version,
      horizonDays: model.artefact.labelDays,
      bandCuts: cuts,
      before: before === null ? null : scoreOf(before),
      after: scoreOf(after),
      changedFeatures: differences(model, before, after),
      note: NOTE,
      synthetic: state.origin.synthetic,
    };
  }

  private async newest(): Promise<ServingState> {
    const state = await this.states.newest();
    if (state !== null) return state;
    throw unknownSnapshot(NOTHING_LOADED, { firstDay: null, newestDay: null });
  }
}

/** Without a user, all features that are not nothing. */
function differences(
  { catalogue }: ChurnModel,
  before: Float32Array | null,
  after: Float32Array,
): Record<string, number | null> {
  return Object.fromEntries(
    catalogue.features.flatMap(({ name, default: nothing }, place) => {
      const value = after[place]!;
      if (Object.is(value, before === null ? (nothing ?? NaN) : before[place])) return [];
      return [[name, Number.isNaN(value) ? null : singlePrecision(value)]];
    }),
  );
}
