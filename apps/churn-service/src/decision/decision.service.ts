import { Database, mayBeContacted } from '#common';
import { Injectable } from '@nestjs/common';
import { freshnessOf } from '../serving/describe-score.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import { highestFirst, userOrder, valueAtRisk } from '../scores/user-order.js';
import { RankingService, riskRange } from '../serving/ranking.service.js';
import type { RankedState } from '../serving/ranking.service.js';
import { affordableContacts, alternatives, curveOf, expectedNet, together } from './expected-value.js';
import type { Campaign, ExpectedGroup } from './expected-value.js';
import type { DecisionDto, DecisionQuery, PlanDto } from './decision.dto.js';
import { cutOf, decideHeldOut } from './held-out-decision.js';
import { roundToCents, singlePrecision } from '../scores/rounding.js';

/**
 * Stored scores of a set, of users who may be contacted, each with what is lost when the user leaves, on
 * average; $1 snapshot date, $2 version, $3 value of a user, $4 whether known values of users
 * count instead.
 */
const SCORED = `
  scored AS (
    SELECT s.user_id, s.probability::float8 AS probability, ${valueAtRisk('$3')} AS loss
    FROM churn_score s LEFT JOIN user_value v ON $4::boolean AND v.user_id = s.user_id
    WHERE s.snapshot_date = $1 AND s.model_version_id = $2
      AND ${mayBeContacted('s.user_id')})`;

const SUMS = `count(*)::int AS users, coalesce(sum(probability), 0) AS churners, coalesce(sum(loss), 0) AS loss`;

/**
 * All users in at most 100 groups of about equal size, highest loss first: how many of them are expected to
 * churn, and what is lost then.
 */
const SELECT_BY_LOSS = `/* churn.scored_by_loss */
  WITH ${SCORED}, divided AS (
    SELECT probability, loss, ntile(100) OVER (ORDER BY ${highestFirst('loss', 'probability', 'user_id')}) AS part FROM scored)
  SELECT ${SUMS} FROM divided GROUP BY part ORDER BY part`;

/** The same of the users of whom a share $5 of the loss is $6 or more, at most $7 of them, highest first. */
const SELECT_CONTACTS = `/* churn.contacts */
  WITH ${SCORED}, chosen AS (
    SELECT probability, loss FROM scored WHERE loss * $5::float8 >= $6::float8 AND loss * $5::float8 > 0
    ORDER BY ${highestFirst('loss', 'probability', 'user_id')} LIMIT $7)
  SELECT ${SUMS}, min(probability)::real AS lowest FROM chosen`;

/** The same by days since the last event, longest silence first; the feature window has $5 days. */
const SELECT_BY_SILENCE = `/* churn.scored_by_silence */
  WITH ${SCORED}, newest AS (
    SELECT d.user_id, max(d.day) AS day FROM user_day d
    WHERE d.day > $1::date - $5::int AND d.day <= $1::date AND d.plays + d.downloads + d.searches + d.feedback > 0
    GROUP BY d.user_id)
  SELECT ${SUMS}
  FROM scored JOIN newest ON newest.user_id = scored.user_id
  GROUP BY newest.day ORDER BY newest.day`;

/** Says whom to contact, what that is expected to earn, and what it would have earned where the outcome is known. */
@Injectable()
export class DecisionService {
  constructor(
    private readonly ranking: RankingService,
    private readonly scores: ScoresRepository,
    private readonly database: Database,
  ) {}

  /** @throws DomainError unavailable without a model, not_found before anybody is scored */
  async decide({ order = 'risk', ...campaign }: DecisionQuery): Promise<DecisionDto> {
    const state = await this.ranking.newest();
    const { heldOut } = state.live.model.artefact;
    const ownValues = order === 'value';
    return {
      modelVersion: state.set.version,
      assumptions: assumptionsOf(campaign, ownValues),
      cut: cutOf(campaign),
      plan: await this.plan(state, campaign, ownValues),
      test: decideHeldOut(heldOut, campaign, state.set.userCount),
      freshness: freshnessOf(state, 'stored'),
      synthetic: state.origin.synthetic,
    };
  }

  private async plan({ set }: RankedState, campaign: Campaign, ownValues: boolean): Promise<PlanDto> {
    const { savedValue, successRate, contactCost } = campaign;
    const scored = [set.snapshotDate, set.versionId, savedValue, ownValues];
    const order = ownValues ? 'value' : 'risk';
    const [byLoss, bySilence, leftOut, orderedBy] = await Promise.all([
      this.database.query<ExpectedGroup>(SELECT_BY_LOSS, scored),
      this.database.query<ExpectedGroup>(SELECT_BY_SILENCE, [...scored, set.featureDays]),
      this.scores.countLeftOut(set, riskRange({}, this.ranking.cuts)),
      userOrder(this.database, set, order, savedValue),
    ]);
    const everybody = together(byLoss);
    const limit = affordableContacts(campaign, everybody.users);
    const [found] = await this.database.query<ExpectedGroup & { lowest: number | null }>(SELECT_CONTACTS, [
      ...scored,
      successRate,
      contactCost,
      limit,
    ]);
    const chosen = found!;
    const size = chosen.users;
    return {
      snapshotDate: set.snapshotDate,
      population: everybody.users,
      leftOut,
      contacts: size,
      order: orderedBy,
      list: `/churn?${ownValues ? `order=value&defaultValue=${savedValue}` : 'order=risk'}&contactable=true`,
      lowestProbability: chosen.lowest,
      cost: roundToCents(size * campaign.contactCost),
      expectedChurners: singlePrecision(chosen.churners),
      expectedNet: roundToCents(expectedNet(chosen, campaign)),
      ...alternatives(everybody, bySilence, { limit, size }, campaign),
      curve: curveOf(byLoss, campaign),
    };
  }
}

function assumptionsOf({ successRate, savedValue }: Campaign, ownValues: boolean): string[] {
  return [
    `Every contacted churner is kept with the same chance of ${successRate}, whatever the risk: a high risk is not a ` +
      'high response, and only a random group that is left alone can show what contacts do. Keep one in every campaign.',
    'A contact changes nothing about users who would have stayed, and costs the same for everybody.',
    ownValues
      ? `In the plan a kept user is worth the stored value, or ${savedValue} where none is; for test users it is ${savedValue} for each.`
      : `Every kept user is worth ${savedValue}.`,
    'The plan believes the probabilities: a user counts as a churner in proportion to them. What the cut earned on test users counts who did churn.',
    'The future resembles the days the version was evaluated on.',
  ];
}
