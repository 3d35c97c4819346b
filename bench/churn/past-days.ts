import { createDataSource, Database, loadSettings, Reads } from '#common';
import { addDays } from '#common/calendar';
import { definitionOf } from '../../apps/churn-service/src/dataset/churn-definition.js';
import type { ChurnDefinition } from '../../apps/churn-service/src/dataset/churn-definition.js';
import { FactsRepository } from '../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../apps/churn-service/src/dataset/features.repository.js';
import { LabelledSnapshots } from '../../apps/churn-service/src/dataset/labelled-snapshots.js';
import { SnapshotReader } from '../../apps/churn-service/src/dataset/snapshot-reader.js';
import type { LabelledSnapshot } from '../../apps/churn-service/src/dataset/snapshot-reader.js';
import { LabelsRepository } from '../../apps/churn-service/src/dataset/labels.repository.js';
import { LoadedDaysRepository } from '../../apps/churn-service/src/dataset/loaded-days.repository.js';
import { daysApart, LACKING_OF_OLDER, neededFrom } from '../../apps/churn-service/src/dataset/windows.js';
import { churnSettings } from '../../apps/churn-service/src/churn.settings.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';
import { fillLogs } from './churn-logs.js';
import type { ChurnLogs } from './churn-logs.js';

/** The defaults of the service. */
export const SETTINGS = loadSettings(churnSettings, { DATABASE_URL: 'postgres://unused/unused' });
export const ASKED = definitionOf(SETTINGS);
export const NEVER = new AbortController().signal;

/** Snapshots of some logs, read as the service reads them, each once. */
export class PastDays {
  private readonly known = new Map<string, Promise<LabelledSnapshot>>();

  constructor(
    private readonly dataset: LabelledSnapshots,
    readonly logs: ChurnLogs,
  ) {}

  async at(day: string, definition: ChurnDefinition): Promise<LabelledSnapshot> {
    const key = `${day} ${definition.historyDays}`;
    if (!this.known.has(key)) this.known.set(key, this.dataset.at(day, definition, { share: 1 }, NEVER));
    return await this.known.get(key)!;
  }

  /** What a training on `newest` learns from, the newest first; at most `most`. */
  async upTo(
    newest: string,
    definition: ChurnDefinition,
    most = SETTINGS.CHURN_SNAPSHOTS,
  ): Promise<[LabelledSnapshot, ...LabelledSnapshot[]]> {
    const older = Array.from({ length: most - 1 }, (_, k) =>
      addDays(newest, -(k + 1) * daysApart(definition)),
    ).filter((day) => neededFrom(day, definition, LACKING_OF_OLDER) >= this.logs.firstDay);
    const [first, ...others] = await Promise.all([newest, ...older].map((day) => this.at(day, definition)));
    return [first!, ...others];
  }
}

/** Fills an empty database with each of the logs in turn, and hands over their days. */
export async function onPastDays(
  logs: readonly (() => ChurnLogs | null)[],
  work: (days: PastDays) => Promise<void>,
): Promise<void> {
  await onThrowAwayDatabase(async (url) => {
    const dataSource = createDataSource({ url, applicationName: 'bench' });
    await dataSource.initialize();
    try {
      const database = new Database(dataSource);
      const snapshots = new LoadedDaysRepository(database, { SETTLING_HOURS: 6 });
      const labels = new LabelsRepository(snapshots);
      for (const make of logs) {
        const made = make();
        if (made === null) continue;
        await fillLogs(database, made);
        const features = new FeaturesRepository(database, new FactsRepository(database));
        const reader = new SnapshotReader(new Reads(database, null), snapshots, features, labels);
        const dataset = new LabelledSnapshots(snapshots, reader, new FactsRepository(database));
        await work(new PastDays(dataset, made));
      }
    } finally {
      await dataSource.destroy();
    }
  });
}
