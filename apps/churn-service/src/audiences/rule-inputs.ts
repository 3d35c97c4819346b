import { DomainError, fetched } from '#common';
import type { Transaction } from '#common';
import type { BandCuts } from '#common/bands';
import type { LearnedUplift } from '../campaigns/campaign-uplift.js';
import { factsOf } from '../dataset/fact-conditions.js';
import { declaredFacts } from '../dataset/facts.repository.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { ScoreSet } from '../scores/score-set.js';
import { userOrder } from '../scores/user-order.js';
import type { AudienceCondition, AudienceRulesBody } from './audience-rules.dto.js';
import { factProblems, featuresOf, unknownFeatures } from './check-rules.js';
import { SELECT_FEATURES } from './members.sql.js';
import type { RuleInputs, SetKey } from './rules.sql.js';

/** The scores of all users on a snapshot date by one version. */
export type AudienceSet = Pick<
  ScoreSet,
  | 'snapshotDate'
  | 'versionId'
  | 'kind'
  | 'version'
  | 'featureDays'
  | 'historyDays'
  | 'facts'
  | 'featuresDropped'
  | 'scoredAt'
  | 'doubts'
>;

/** Reading more rows at once would delay requests. */
const BATCH_ROWS = 2_000;

/**
 * Reads what rules compare scores with.
 * @param learned the uplift of a campaign by its key
 * @throws DomainError conflict (features_unknown, features_dropped), and as `learned`
 */
export async function readInputs(
  transaction: Transaction,
  set: AudienceSet,
  { conditions, order, defaultValue }: AudienceRulesBody,
  cuts: BandCuts,
  learned: (campaign: string) => Promise<LearnedUplift>,
): Promise<RuleInputs> {
  const { snapshotDate, versionId } = set;
  assertStored(set, featuresOf(conditions));
  const declared = await declaredFacts(transaction);
  const [problem] = factProblems(conditions, declared);
  if (problem !== undefined) throw new DomainError('conflict', 'features_unknown', `${problem}.`);
  const facts = factsOf(
    conditions.flatMap(({ fact }) => fact ?? []),
    declared,
  );
  const features = featureCatalogue(set).features.map(({ name }) => name);
  const gaining = new Map<AudienceCondition, string[]>();
  for (const condition of conditions) {
    const { uplift } = condition;
    if (uplift !== undefined) {
      const model = await learned(uplift.campaign);
      assertStored(set, model.features);
      const places = model.features.map((name) => features.indexOf(name));
      const users: string[] = [];
      for await (const some of featuresIn(transaction, set)) {
        const gains = model.uplift(picked(some, places), some.length);
        users.push(...some.filter((_, row) => gains[row]! >= uplift.atLeast).map(({ userId }) => userId));
      }
      gaining.set(condition, users);
    }
  }
  return {
    ...{ snapshotDate, versionId, cuts, features, facts, gaining },
    order: await userOrder(transaction, set, order, defaultValue),
  };
}

interface FeatureBytes {
  readonly userId: string;
  readonly features: Buffer;
}

function featuresIn(
  { client }: Transaction,
  { snapshotDate, versionId }: SetKey,
): AsyncGenerator<FeatureBytes[]> {
  const parameters = [snapshotDate, versionId];
  return fetched(client, { sql: SELECT_FEATURES, parameters, batchRows: BATCH_ROWS });
}

/** Users x the features at some places. */
function picked(users: readonly FeatureBytes[], places: readonly number[]): Float32Array {
  const values = users.map(({ features }) => floatsOf(features));
  return Float32Array.from({ length: users.length * places.length }, (_, i) => {
    return values[Math.floor(i / places.length)]![places[i % places.length]!]!;
  });
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

function assertStored(set: AudienceSet, names: readonly string[]): void {
  const unknown = unknownFeatures(names, featureCatalogue(set));
  if (unknown.length > 0)
    throw new DomainError(
      'conflict',
      'features_unknown',
      `Version ${set.version} has no feature ${unknown.join(', ')}; GET /churn/features lists those of the live version.`,
    );
  if (names.length > 0 && set.featuresDropped)
    throw new DomainError(
      'conflict',
      'features_dropped',
      `The features of the scores of ${set.snapshotDate} were dropped after CHURN_FEATURES_KEEP_DAYS.`,
    );
}
