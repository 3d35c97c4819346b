import { DomainError } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import { SELECT_FEATURES_OF } from './members.sql.js';
import { floatsOf } from './rule-inputs.js';
import type { AudienceSet } from './rule-inputs.js';
import type { FoundUser } from './rules.sql.js';

/** Users whose reasons are computed: a forest takes about a millisecond for one. */
const MOST_EXPLAINED = 10_000;

/** Applies conditions of the first reason, after all others. */
@Injectable()
export class FirstReasons {
  constructor(private readonly explainer: ScoreExplainer) {}

  /**
   * Ids of those users, but for members within their minimum stay, whose first reason is of a family that the
   * rules name.
   * @throws DomainError conflict (too_many_reasons), (reasons_missing)
   */
  async fitting(
    transaction: Transaction,
    { conditions }: AudienceRulesBody,
    set: AudienceSet,
    users: readonly FoundUser[],
  ): Promise<string[]> {
    const families = conditions.flatMap(({ reason }) => (reason === undefined ? [] : [reason.family]));
    const asked = users.filter(({ exit, isProtected }) => exit === null && !isProtected);
    if (asked.length > MOST_EXPLAINED) throw tooMany(asked.length);
    const ids = asked.map(({ userId }) => userId);
    const rows = await transaction.query<{ userId: string; features: Buffer }>(SELECT_FEATURES_OF, [
      set.snapshotDate,
      set.versionId,
      ids,
    ]);
    const scores = rows.map(({ features }) => ({ features: floatsOf(features) }));
    const explained = await this.explainer.explain(set, scores);
    const missing = explained.find(({ reasonsMissing }) => reasonsMissing !== null);
    if (missing !== undefined) throw withoutReasons(set.snapshotDate, missing.reasonsMissing!);
    const fitting: string[] = [];
    for (const [place, { reasons }] of explained.entries()) {
      const family = reasons[0]?.family;
      if (family !== undefined && families.every((some) => some.includes(family)))
        fitting.push(rows[place]!.userId);
    }
    return fitting;
  }
}

function tooMany(users: number): DomainError {
  return new DomainError(
    'conflict',
    'too_many_reasons',
    `${users} users meet the other conditions, and reasons are computed of at most ${MOST_EXPLAINED}: narrow them.`,
  );
}

function withoutReasons(snapshotDate: string, why: string): DomainError {
  return new DomainError(
    'conflict',
    'reasons_missing',
    `The scores of ${snapshotDate} have no reasons (${why}): score everybody again.`,
  );
}
