import { Cursors, LiveModel } from '#common';
import type { CursorQuery } from '#common';
import { bandOf } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnModel } from '../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { PastScore } from '../scores/scores.repository.js';
import { noScore, notScored, unknownUser } from './describe-score.js';
import type { RiskHistoryDto } from './risk-history.dto.js';
import { ScoreAnswers } from './score-answers.js';

/** Lists the stored scores of one user, day by day. */
@Injectable()
export class RiskHistory {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly scores: ScoresRepository,
    private readonly answers: ScoreAnswers,
    private readonly cursors: Cursors,
  ) {}

  /**
   * One page, newest day first.
   * @throws DomainError not_found (user_unknown, user_excluded)
   */
  async page(userId: string, query: CursorQuery): Promise<RiskHistoryDto> {
    const preferred = this.live.current()?.version.id ?? null;
    const { rows, nextCursor } = await this.cursors.page<string, PastScore>(
      `risk history of ${BigInt(userId)}`,
      query,
      (before, count) => this.scores.history(userId, preferred, before, count),
      ({ snapshotDate }) => snapshotDate,
    );
    if (rows.length === 0) await this.assertKnown(userId);
    const { cuts } = this.answers;
    return {
      userId,
      bandCuts: cuts,
      scores: rows.map(({ probability, churned, version, labelDays, scoredAt, ...score }) => ({
        ...score,
        probability,
        band: bandOf(probability, cuts),
        outcome: churned === null ? null : churned ? 'churned' : 'stayed',
        horizonDays: labelDays,
        modelVersion: version,
        scoredAt: scoredAt.toISOString(),
      })),
      nextCursor,
    };
  }

  private async assertKnown(userId: string): Promise<void> {
    const [presence] = await this.scores.presence([userId]);
    const without = presence === undefined ? unknownUser() : noScore(presence);
    if (without !== null) throw notScored(without);
  }
}
