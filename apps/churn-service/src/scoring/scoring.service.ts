import { DomainError, LiveModel, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../features/features.repository.js';
import { LIVE_CHURN_MODEL } from '../models/live-churn-model.js';
import type { ChurnSettings } from '../settings.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';
import { addDays } from '../snapshots/calendar-day.js';
import { bandOf } from './bands.js';
import type { ChurnScoreDto } from './churn-score.dto.js';
import type { ChurnScore, ChurnScorer } from './churn-scorer.js';
import { ScoresRepository } from './scores.repository.js';

const BATCH_USERS = 5_000;

/** Answers what the risk of a user is, and scores everybody ahead of the questions. */
@Injectable()
export class ScoringService {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnScorer>,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly snapshots: SnapshotsRepository,
    private readonly features: FeaturesRepository,
    private readonly scores: ScoresRepository,
  ) {}

  /**
   * Risk of one user at the newest complete day: the stored score, or computed now where none is stored (a day or a user
   * that was loaded after everybody was scored, a version that went live since).
   * @throws DomainError unavailable without a model, not_found for who has no score, with a code that says why
   */
  async scoreOf(userId: string): Promise<ChurnScoreDto> {
    const current = this.live.current();
    if (current === null) {
      throw new DomainError(
        'unavailable',
        'churn_model_missing',
        'No churn model is live yet; load logs and retrain by POST /admin/churn/retrain.',
      );
    }
    const { version, model } = current;
    const { days, origin } = await this.snapshots.recent();
    if (days.newestDay === null) throw unknownUser(userId);
    const snapshotDate = days.newestDay;
    const score =
      (await this.scores.find(userId, snapshotDate, version.id)) ??
      (await this.computed(model, userId, snapshotDate));
    if (score === null) throw await this.whyNoScore(userId, snapshotDate, model.artefact.featureDays);
    const cuts = { mediumFrom: this.settings.CHURN_MEDIUM_FROM, highFrom: this.settings.CHURN_HIGH_FROM };
    return {
      userId: score.userId,
      probability: score.probability,
      band: bandOf(score.probability, cuts),
      bandCuts: cuts,
      snapshotDate,
      horizonDays: model.artefact.labelDays,
      trainedOnSnapshot: model.artefact.snapshotDate,
      modelVersion: version.version,
      synthetic: origin.synthetic,
      reasons: [...score.reasons],
    };
  }

  /** Scores the whole population at a snapshot date and keeps the scores; returns how many. */
  async scorePopulation(scorer: ChurnScorer, versionId: number, snapshotDate: string): Promise<number> {
    const table = await this.features.ofPopulation(scorer.catalogue, snapshotDate);
    const batches = function* () {
      for (let from = 0; from < table.rows; from += BATCH_USERS) {
        yield scorer.score(table, from, Math.min(from + BATCH_USERS, table.rows));
      }
    };
    await this.scores.replace(snapshotDate, versionId, batches());
    return table.rows;
  }

  private async computed(
    scorer: ChurnScorer,
    userId: string,
    snapshotDate: string,
  ): Promise<ChurnScore | null> {
    const table = await this.features.ofUsers(scorer.catalogue, snapshotDate, [userId]);
    return scorer.score(table)[0] ?? null;
  }

  private async whyNoScore(userId: string, snapshotDate: string, featureDays: number): Promise<DomainError> {
    const { excludedBecause, firstDay, lastDay } = await this.scores.presence(userId);
    if (excludedBecause !== null) {
      return new DomainError(
        'not_found',
        'user_excluded',
        `User ${userId} is left out of the model: ${excludedBecause}.`,
      );
    }
    if (firstDay === null || lastDay === null) return unknownUser(userId);
    const windowStart = addDays(snapshotDate, 1 - featureDays);
    return new DomainError(
      'not_found',
      'user_outside_population',
      firstDay > snapshotDate
        ? `User ${userId} was first seen on ${firstDay}, after the newest complete day ${snapshotDate}.`
        : `User ${userId} has no event from ${windowStart} to ${snapshotDate}, so there is nothing left to predict: inactive already.`,
      { extra: { firstSeen: firstDay, lastSeen: lastDay, snapshotDate } },
    );
  }
}

function unknownUser(userId: string): DomainError {
  return new DomainError('not_found', 'user_unknown', `No event of user ${userId} has been loaded.`);
}
