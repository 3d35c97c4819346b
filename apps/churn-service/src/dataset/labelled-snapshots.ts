import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { HoleDto, LoadedDaysDto, OmittedSnapshotDto } from './windows.dto.js';
import type { Coverage } from './snapshots.repository.js';
import { withHistory } from './churn-definition.js';
import type { AskedDefinition, ChurnDefinition } from './churn-definition.js';
import { WITHOUT_WORKERS } from './features.sql.js';
import { trainingWindows } from './loaded-windows.js';
import { SnapshotReader } from './snapshot-reader.js';
import type { LabelledSnapshot } from './snapshot-reader.js';
import { SnapshotsRepository } from './snapshots.repository.js';
import { historyFrom, trainingSnapshot, windowsOf } from './windows.js';
import type { SnapshotWindows } from './windows.js';

/** Snapshots before another one, newest first. */
interface OlderSnapshots {
  readonly snapshots: readonly LabelledSnapshot[];
  readonly omitted: readonly OmittedSnapshotDto[];
}

/** The newest one that can be learned from, and the days that it was found in. */
export interface NewestSnapshot extends LabelledSnapshot {
  readonly loadedDays: LoadedDaysDto;
  readonly definition: ChurnDefinition;
  readonly windows: SnapshotWindows;
  readonly holes: readonly HoleDto[];
}

/**
 * Snapshots that are read at once, each in one core: workers of PostgreSQL that share one repeat a part of
 * each other's work.
 */
const READ_TOGETHER = 2;
/** Chooses and reads the snapshots that models learn from. */
@Injectable()
export class LabelledSnapshots {
  constructor(
    private readonly snapshots: SnapshotsRepository,
    private readonly reader: SnapshotReader,
  ) {}

  /** @throws DomainError conflict `label_window_open` */
  async at(
    snapshotDate: string,
    definition: ChurnDefinition,
    signal: AbortSignal,
  ): Promise<LabelledSnapshot> {
    return await this.reader.undisturbed(
      async (transaction) => ({
        ...(await this.reader.read(transaction, snapshotDate, definition)),
        definition,
      }),
      signal,
    );
  }

  /**
   * Snapshots before `snapshotDate`, newest first, at most `most`: one label window apart, so that each label
   * of theirs was known on the date of the next, and as far back as the logs hold what their features look
   * at. Those with an incomplete day in their label window are omitted.
   * @param share of the users that is read, the same users of each
   */
  async before(
    snapshotDate: string,
    definition: ChurnDefinition,
    {
      firstDay,
      most,
      share,
      signal,
    }: { firstDay: string | null; most: number; share: number; signal: AbortSignal },
  ): Promise<OlderSnapshots> {
    const dates = datesBefore(snapshotDate, definition, firstDay, most);
    const found: LabelledSnapshot[] = [];
    const left = [...dates.entries()];
    const readNext = async (): Promise<void> => {
      const next = left.shift();
      if (next === undefined) return;
      const [place, date] = next;
      found[place] = await this.reader.undisturbed(async (transaction) => {
        await transaction.query(WITHOUT_WORKERS);
        return { ...(await this.reader.read(transaction, date, definition, share)), definition };
      }, signal);
      await readNext();
    };
    try {
      await Promise.all(Array.from({ length: READ_TOGETHER }, readNext));
    } finally {
      // No caller waits for the others when one has failed.
      left.length = 0;
    }
    return {
      snapshots: found.filter((snapshot) => missingLabels(snapshot, definition) === null),
      omitted: found.flatMap((snapshot) => {
        const because = missingLabels(snapshot, definition);
        return because === null ? [] : [{ snapshotDate: snapshot.snapshotDate, because }];
      }),
    };
  }

  /** First and last day that a training reads now; null where the loaded days do not hold both windows. */
  async trainingDays(asked: AskedDefinition): Promise<{ from: string; to: string } | null> {
    const loaded = await this.snapshots.loadedDays();
    if (loaded.firstDay === null || loaded.newestDay === null) return null;
    const { snapshotDate, featuresFrom, labelsTo } = windowsOf(
      trainingSnapshot(loaded.newestDay, asked),
      asked,
    );
    if (featuresFrom < loaded.firstDay) return null;
    const definition = withHistory(asked, snapshotDate, loaded.firstDay);
    const oldest = datesBefore(snapshotDate, definition, loaded.firstDay, asked.mostSnapshots).at(-1);
    return { from: historyFrom(oldest ?? snapshotDate, definition), to: labelsTo };
  }

  /** @throws Error, a sentence, when the loaded days do not hold both windows */
  async newest(asked: AskedDefinition, signal: AbortSignal): Promise<NewestSnapshot> {
    return await this.reader.undisturbed(async (transaction) => {
      const coverage = await this.snapshots.coverage(transaction);
      const loadedDays = coverage.days;
      const windows = trainingWindows(asked, loadedDays, await this.open(coverage, transaction));
      const { snapshotDate, labelsTo } = windows;
      const definition = withHistory(asked, snapshotDate, loadedDays.firstDay ?? snapshotDate);
      const holes = await this.snapshots.holes(historyFrom(snapshotDate, definition), labelsTo, transaction);
      const snapshot = await this.reader.read(transaction, snapshotDate, definition);
      return { ...snapshot, loadedDays, definition, windows, holes };
    }, signal);
  }

  /** What is not whole of the days after the newest complete one, kinds that nothing is known of aside. */
  private async open(
    { days: { firstDay, newestDay }, lastDay }: Coverage,
    transaction: Transaction,
  ): Promise<HoleDto[]> {
    const first = newestDay === null ? firstDay : addDays(newestDay, 1);
    if (first === null || lastDay === null || first > lastDay) return [];
    const holes = await this.snapshots.holes(first, lastDay, transaction);
    return holes.filter(({ reason }) => reason !== 'nothing is loaded');
  }
}

/** Dates of earlier snapshots, one label window apart, newest first, as far back as the logs hold their history. */
function datesBefore(
  snapshotDate: string,
  definition: ChurnDefinition,
  firstDay: string | null,
  most: number,
): string[] {
  const dates: string[] = [];
  for (let k = 1; k <= most; k++) {
    const earlier = addDays(snapshotDate, -k * definition.labelDays);
    if (firstDay === null || historyFrom(earlier, definition) < firstDay) break;
    dates.push(earlier);
  }
  return dates;
}

/** Why some users of a snapshot may be labelled churned without having churned; null where labels are known. */
export function missingLabels(
  { followUp: { observedDays } }: Pick<LabelledSnapshot, 'followUp'>,
  { labelDays }: Pick<ChurnDefinition, 'labelDays'>,
): string | null {
  if (observedDays >= labelDays) return null;
  return `only ${observedDays} of the ${labelDays} days of its label window are complete without a gap`;
}
