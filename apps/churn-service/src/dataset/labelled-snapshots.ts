import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { HoleDto, LoadedDaysDto, OmittedSnapshotDto } from './windows.dto.js';
import type { Coverage } from './loaded-days.repository.js';
import { withHistory } from './churn-definition.js';
import type { AskedDefinition, ChurnDefinition } from './churn-definition.js';
import { FactsRepository } from './facts.repository.js';
import { LABELS, missingDaysOf } from './holes.js';
import { WITHOUT_WORKERS } from './features.sql.js';
import { trainingWindows } from './required-days.js';
import { SnapshotReader } from './snapshot-reader.js';
import type { LabelledSnapshot, UsersRead } from './snapshot-reader.js';
import { LoadedDaysRepository } from './loaded-days.repository.js';
import { daysApart, historyFrom, LACKING_OF_OLDER, neededFrom } from './windows.js';
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
/** Users that models are evaluated on: of more, the error of an area under the curve falls below 0.001. */
export const MOST_EVALUATED = 300_000;

/** Chooses and reads the snapshots that models learn from. */
@Injectable()
export class LabelledSnapshots {
  constructor(
    private readonly loaded: LoadedDaysRepository,
    private readonly reader: SnapshotReader,
    private readonly facts: FactsRepository,
  ) {}

  /** @throws DomainError conflict `label_window_open` */
  async at(
    snapshotDate: string,
    definition: ChurnDefinition,
    users: UsersRead,
    signal: AbortSignal,
  ): Promise<LabelledSnapshot> {
    return await this.reader.undisturbed(
      async (transaction) => ({
        ...(await this.reader.read(transaction, snapshotDate, definition, users)),
        definition,
      }),
      signal,
    );
  }

  /**
   * Snapshots before `snapshotDate`, newest first, at most `most`: see `daysApart`, and as far back as the logs
   * hold a third of the days that their features look at. Those with more than `mostMissingDays` incomplete days
   * in their label window are omitted.
   * @param share of the users that is read, the same users of each
   */
  async before(
    snapshotDate: string,
    definition: ChurnDefinition,
    {
      firstDay,
      most,
      mostMissingDays,
      share,
      signal,
    }: {
      firstDay: string | null;
      most: number;
      mostMissingDays: number;
      share: number;
      signal: AbortSignal;
    },
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
        return { ...(await this.reader.read(transaction, date, definition, { share })), definition };
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
      snapshots: found.filter((snapshot) => missingLabels(snapshot, mostMissingDays) === null),
      omitted: found.flatMap((snapshot) => {
        const because = missingLabels(snapshot, mostMissingDays);
        return because === null ? [] : [{ snapshotDate: snapshot.snapshotDate, because }];
      }),
    };
  }

  /**
   * Of about `most` users, where there are more. @throws Error, a sentence, when the loaded days do not hold both
   * windows
   */
  async newest(asked: AskedDefinition, most: number, signal: AbortSignal): Promise<NewestSnapshot> {
    return await this.reader.undisturbed(async (transaction) => {
      const coverage = await this.loaded.coverage(transaction);
      const loadedDays = coverage.days;
      const known =
        asked.population.notEnded === true ? await this.facts.toldOf(coverage, asked, transaction) : coverage;
      const windows = trainingWindows(asked, known, await this.open(coverage, transaction));
      const { snapshotDate, labelsTo } = windows;
      const facts = await this.facts.forModels(snapshotDate, transaction);
      const definition = withHistory(asked, snapshotDate, loadedDays.firstDay ?? snapshotDate, facts);
      const holes = await this.loaded.holes(historyFrom(snapshotDate, definition), labelsTo, transaction);
      const snapshot = await this.reader.read(transaction, snapshotDate, definition, { most });
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
    const holes = await this.loaded.holes(first, lastDay, transaction);
    return holes.filter(({ reason }) => reason !== 'nothing is loaded');
  }
}

/** Dates of earlier snapshots, newest first, as far back as the logs hold a third of their history. */
function datesBefore(
  snapshotDate: string,
  definition: ChurnDefinition,
  firstDay: string | null,
  most: number,
): string[] {
  const dates: string[] = [];
  for (let k = 1; k <= most; k++) {
    const earlier = addDays(snapshotDate, -k * daysApart(definition));
    if (firstDay === null || neededFrom(earlier, definition, LACKING_OF_OLDER) < firstDay) break;
    dates.push(earlier);
  }
  return dates;
}

/**
 * Why too many users of a snapshot may be labelled churned without having churned; null where labels are known.
 * @param most incomplete days of a label window that is learned from
 */
export function missingLabels(
  { followUp: { missingDays } }: Pick<LabelledSnapshot, 'followUp'>,
  most: number,
): string | null {
  return missingDays.length <= most ? null : missingDaysOf(missingDays, LABELS);
}
