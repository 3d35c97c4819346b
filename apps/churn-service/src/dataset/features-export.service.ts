import { DomainError, Exports, OuterIds, SETTINGS } from '#common';
import { quoted } from '#common/cells';
import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { FactsRepository } from './facts.repository.js';
import { featureCatalogue } from './feature-catalogue.js';
import { definitionOf, withHistory } from './churn-definition.js';
import type { ChurnSettings } from '../churn.settings.js';
import { LoadedDaysRepository } from './loaded-days.repository.js';
import { missingHistory } from './required-days.js';
import { incompleteLabelDays, newestLabelledDay, windowsOf } from './windows.js';
import { featuresSql } from './features.sql.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { ChurnDefinition } from './churn-definition.js';
import { activeUsersSql, SELECT_LABEL_WEIGHTS } from './labels.sql.js';

/**
 * Features and label of the whole population, from the very statements that models learn from. $1 snapshot date; $2
 * days that are not complete; and where labels are known: $3 and $4, first and last day of the label window. Users
 * of weight 0 are left out.
 */
function featuresExportSql(
  catalogue: FeatureCatalogue,
  { population, activityKinds }: ChurnDefinition,
  labelled: boolean,
): string {
  const [active, campaigns] = [activeUsersSql(activityKinds), SELECT_LABEL_WEIGHTS].map((sql) =>
    sql.replaceAll('$2', '$4').replaceAll('$1', '$3'),
  );
  return `/* churn.features_export */
  SELECT features.*, ${labelled ? '(active."userId" IS NULL)::int' : 'NULL::int'} AS label,
    ${labelled ? 'coalesce(campaigns.weight, 1)' : '1'} AS weight
  FROM (${featuresSql(catalogue, { population })}) AS features
  ${
    labelled
      ? `LEFT JOIN (${active}) AS active ON active."userId" = features."userId"
  LEFT JOIN (${campaigns}) AS campaigns ON campaigns.user_id = features."userId" WHERE campaigns.weight IS DISTINCT FROM 0`
      : ''
  }
  ORDER BY features."userId"`;
}

/**
 * A user: `userId`, every feature under its name (null: never), `label` 1 churned, 0 not, null not known yet, and the
 * weight of the label.
 */
type FeaturesExportRow = { userId: string; label: number | null; weight: number } & Record<
  string,
  string | number | null
>;

/** About 300 KB of text. */
const BATCH_ROWS = 1_000;

/** Writes the table that models learn from as CSV (RFC 4180 with LF). */
@Injectable()
export class FeaturesExport {
  constructor(
    private readonly exports: Exports,
    private readonly loaded: LoadedDaysRepository,
    private readonly ids: OuterIds,
    private readonly facts: FactsRepository,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  /**
   * The CSV of a snapshot date as fast as it is taken: uid, every feature, label, snapshot_date, weight.
   * @param day null: the newest date whose label is known, or the newest day when there is none
   * @throws DomainError not_found (nothing_loaded), conflict (snapshot_not_loaded), too_many (exports_busy)
   */
  async stream(day: string | null, gone: AbortSignal): Promise<Readable> {
    const { days, wholeDays } = await this.loaded.coverage();
    const { firstDay, newestDay } = days;
    if (firstDay === null || newestDay === null) {
      throw new DomainError('not_found', 'nothing_loaded', 'No day has been loaded yet.');
    }
    const asked = definitionOf(this.settings);
    const whole = new Set(wholeDays);
    const most = asked.mostMissingDays;
    const isLabelled = (date: string) => incompleteLabelDays(date, asked.labelDays, whole).length <= most;
    const labelledDay = newestLabelledDay(asked, { firstDay, newestDay }, wholeDays, most);
    const snapshotDate =
      day ?? (isLabelled(labelledDay) && labelledDay >= firstDay ? labelledDay : newestDay);
    if (snapshotDate > newestDay) {
      throw new DomainError(
        'conflict',
        'snapshot_not_loaded',
        `The newest complete day is ${newestDay}; ${snapshotDate} has not been loaded.`,
      );
    }
    const definition = withHistory(asked, snapshotDate, firstDay, await this.facts.forModels(snapshotDate));
    const missing = missingHistory(snapshotDate, definition, days);
    if (missing !== null) throw new DomainError('conflict', 'snapshot_not_loaded', missing);
    const catalogue = featureCatalogue(definition);
    const names = catalogue.features.map(({ name }) => name);
    const { labelsFrom, labelsTo } = windowsOf(snapshotDate, definition);
    const labelled = isLabelled(snapshotDate);
    const incomplete = await this.loaded.unknownFor(snapshotDate, definition);
    return await this.exports.write<FeaturesExportRow>(
      {
        sql: featuresExportSql(catalogue, definition, labelled),
        parameters: [snapshotDate, incomplete, ...(labelled ? [labelsFrom, labelsTo] : [])],
        batchRows: BATCH_ROWS,
      },
      (batches) => this.written(names, snapshotDate, batches),
      gone,
    );
  }

  /** Values are numbers and days: only ids need quotes. Null (never, not known) is an empty field. */
  private async *written(
    features: string[],
    snapshotDate: string,
    batches: AsyncGenerator<FeaturesExportRow[]>,
  ): AsyncGenerator<string> {
    yield `${['uid', ...features, 'label', 'snapshot_date', 'weight'].join(',')}\n`;
    for await (const rows of batches) {
      const shown = await this.ids.shown(
        'user',
        rows.map(({ userId }) => userId),
      );
      const lines = rows.map((row) => {
        const cells = [
          quoted(shown(row.userId)),
          ...features.map((name) => row[name] ?? ''),
          row.label ?? '',
          snapshotDate,
          row.weight,
        ];
        return `${cells.join(',')}\n`;
      });
      yield lines.join('');
    }
  }
}
