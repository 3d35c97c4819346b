import { DomainError, fetched } from '#common';
import type { Transaction } from '#common';
import type { BandCuts } from '#common/bands';
import type { LearnedUplift } from '../campaigns/campaign-uplift.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { GrowingTable } from '../dataset/feature-table.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import type { FeatureLengths } from '../dataset/windows.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import { Candidates } from './candidates.js';
import type { RuleInputs, ScoresOfUsers } from './candidates.js';
import { featuresOf, unknownFeatures } from './check-rules.js';
import {
  SELECT_EARLIER_PROBABILITIES,
  SELECT_FEATURE_BYTES,
  SELECT_VALUES,
  selectScoresSql,
} from './members.sql.js';

/** The scores of all users on a snapshot date by one version. */
export interface AudienceSet extends FeatureLengths {
  readonly snapshotDate: string;
  readonly versionId: number;
  readonly version: number;
}

/** Reading more rows at once would delay requests. */
const BATCH_ROWS = 2_000;

/** Rows of `userId` and `number`, users ascending, as a table of one column. */
export async function readTable(
  { client }: Transaction,
  sql: string,
  parameters: unknown[] = [],
): Promise<FeatureTable> {
  const table = new GrowingTable(1);
  const value = new Float64Array(1);
  const statement = { sql, parameters, batchRows: BATCH_ROWS };
  for await (const rows of fetched<{ userId: string; number: number }>(client, statement)) {
    for (const { userId, number } of rows) {
      value[0] = number;
      table.add(BigInt(userId), value);
    }
  }
  return table.done();
}

/** Reads, in one transaction, a set and what rules compare it with; each table once for all audiences. */
export class ScoredSet {
  private values: Promise<FeatureTable> | null = null;
  private readonly before = new Map<number, Promise<FeatureTable>>();

  constructor(
    private readonly transaction: Transaction,
    readonly set: AudienceSet,
    private readonly cuts: BandCuts,
    private readonly learned: (campaign: string) => Promise<LearnedUplift>,
  ) {}

  /** @throws DomainError conflict (features_unknown), (features_dropped), and as `CampaignUplift.learned` */
  async inputs(rules: AudienceRulesBody, listed: FeatureTable | null): Promise<RuleInputs> {
    const catalogue = featureCatalogue(this.set);
    const uplifts = new Map<string, LearnedUplift>();
    for (const { uplift } of rules.conditions)
      if (uplift !== undefined) uplifts.set(uplift.campaign, await this.learned(uplift.campaign));
    const learnedFrom = [...uplifts.values()].flatMap((learned) => learned.features);
    const features = [...new Set([...featuresOf(rules), ...learnedFrom])];
    const unknown = unknownFeatures(features, catalogue);
    if (unknown.length > 0) throw featuresUnknown(unknown, this.set.version);
    const { snapshotDate, versionId } = this.set;
    if (features.length > 0) {
      const [any] = await this.transaction.query<{ bytes: number }>(SELECT_FEATURE_BYTES, [
        snapshotDate,
        versionId,
      ]);
      if (any !== undefined && any.bytes !== 4 * catalogue.features.length)
        throw featuresDropped(snapshotDate);
    }
    const before = new Map<number, FeatureTable>();
    for (const { change } of rules.conditions) {
      if (change === undefined) continue;
      const key = [snapshotDate, change.days, versionId];
      const table =
        this.before.get(change.days) ?? readTable(this.transaction, SELECT_EARLIER_PROBABILITIES, key);
      this.before.set(change.days, table);
      before.set(change.days, await table);
    }
    const asksValues =
      rules.rankBy === 'valueAtRisk' || rules.conditions.some(({ value }) => value !== undefined);
    if (asksValues) this.values ??= readTable(this.transaction, SELECT_VALUES);
    return {
      snapshotDate,
      cuts: this.cuts,
      features,
      values: asksValues ? await this.values : null,
      listed,
      uplifts,
      before,
    };
  }

  /** Users who may be members by each of several rules, all in one reading of the scores. */
  async candidates(
    all: readonly { readonly rules: AudienceRulesBody; readonly inputs: RuleInputs }[],
  ): Promise<FeatureTable[]> {
    const features = [...new Set(all.flatMap(({ inputs }) => inputs.features))];
    const candidates = all.map(({ rules, inputs }) => new Candidates(rules, { ...inputs, features }));
    for await (const scores of this.scores(features)) for (const some of candidates) some.read(scores);
    return candidates.map((some) => some.done());
  }

  /** With the features of these names, in their order. */
  private async *scores(names: readonly string[]): AsyncGenerator<ScoresOfUsers> {
    const { features } = featureCatalogue(this.set);
    const places = names.map((name) => features.findIndex((feature) => feature.name === name));
    const parameters = [this.set.snapshotDate, this.set.versionId];
    const statement = { sql: selectScoresSql(places), parameters, batchRows: BATCH_ROWS };
    type Row = { userId: string; probability: number; features: Buffer };
    for await (const rows of fetched<Row>(this.transaction.client, statement)) {
      yield {
        userIds: BigInt64Array.from(rows, ({ userId }) => BigInt(userId)),
        probabilities: Float32Array.from(rows, ({ probability }) => probability),
        features: floatsOf(Buffer.concat(rows.map((row) => row.features))),
      };
    }
  }
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
export function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

function featuresUnknown(names: readonly string[], version: number): DomainError {
  return new DomainError(
    'conflict',
    'features_unknown',
    `Version ${version} has no feature ${names.join(', ')}; GET /churn/features lists those of the live version.`,
  );
}

function featuresDropped(snapshotDate: string): DomainError {
  return new DomainError(
    'conflict',
    'features_dropped',
    `The features of the scores of ${snapshotDate} were dropped after CHURN_FEATURES_KEEP_DAYS.`,
  );
}
