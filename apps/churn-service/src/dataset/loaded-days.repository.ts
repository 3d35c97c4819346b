import { Database, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { VOLUME_DAYS, volumesSql } from './day-volumes.js';
import type { DayVolume } from './day-volumes.js';
import { oneInOf } from './sampled-users.sql.js';
import type { HoleDto, LoadedDaysDto } from './windows.dto.js';
import {
  SELECT_COVERAGE_MARK,
  SELECT_HOLES,
  SELECT_LOADED_DAYS,
  SELECT_LOADS,
  SELECT_SAMPLE_LOG_SET,
} from './loaded-days.sql.js';
import { historyFrom, incompleteDays } from './windows.js';
import type { FeatureLengths, SeenDays } from './windows.js';

/** What coverage says of all days. */
export interface Coverage {
  readonly days: LoadedDaysDto;
  /** Newest day of which anything is loaded; those after `days.newestDay` have holes. */
  readonly lastDay: string | null;
  /** Complete days, ascending. */
  readonly wholeDays: readonly string[];
  /** These, and days of which less than half of the usual events are missing: silence on them is silence. */
  readonly knownDays: readonly string[];
}

/** What has been loaded of some days. */
export interface Loads {
  /** Equal marks: the same loads. */
  readonly mark: string;
  readonly askedAt: Date;
}

export interface LogOrigin {
  /** True when the loaded logs are generated sample logs. */
  readonly synthetic: boolean;
  /** What the generator knows to be the best any model can do; null for real logs. */
  readonly bestReachable: Record<string, unknown> | null;
}

/** The database, or a transaction that sees it as it was. */
type Queries = Pick<Database, 'query'>;

/** Reads which days have been loaded, whole or with holes, and where the logs come from. */
@Injectable()
export class LoadedDaysRepository {
  private known: { readonly mark: string; readonly coverage: Coverage } | null = null;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Pick<ChurnSettings, 'SETTLING_HOURS'>,
  ) {}

  async loadedDays(from: Queries = this.database): Promise<LoadedDaysDto> {
    return (await this.coverage(from)).days;
  }

  /**
   * Coverage compares every day with its neighbours, so it is computed again only after something was loaded:
   * until then the answer is the same object.
   */
  async coverage(from: Queries = this.database): Promise<Coverage> {
    const settling = [this.settings.SETTLING_HOURS];
    const [{ mark }] = (await from.query<{ mark: string }>(SELECT_COVERAGE_MARK, settling)) as [
      { mark: string },
    ];
    if (this.known?.mark !== mark) {
      const [row] = await from.query<LoadedDaysDto & Omit<Coverage, 'days'>>(SELECT_LOADED_DAYS, settling);
      const { lastDay, wholeDays, knownDays, ...days } = row!;
      this.known = { mark, coverage: { days, lastDay, wholeDays, knownDays } };
    }
    return this.known.coverage;
  }

  /** Loads of the days from `first` to `last`; whatever is read afterwards has seen them at least. */
  async loads(first: string, last: string, from: Queries = this.database): Promise<Loads> {
    return (await this.loadsOf([{ first, last }], from))[0]!;
  }

  /** The same of each of some spans, read at once. */
  async loadsOf(
    spans: readonly { readonly first: string; readonly last: string }[],
    from: Queries = this.database,
  ): Promise<Loads[]> {
    return await this.marksOf(spans, true, from);
  }

  /**
   * Archives of the days that features of a snapshot date look at, and which of these days are not complete. Posted
   * events are no archives: they make the scores of their users stale, and no others.
   */
  async archivesFor(snapshotDate: string, lengths: FeatureLengths): Promise<Loads & SeenDays> {
    const span = { first: historyFrom(snapshotDate, lengths), last: snapshotDate };
    const incomplete = await this.unknownFor(snapshotDate, lengths);
    const { mark, askedAt } = (await this.marksOf([span], false))[0]!;
    return { mark: [mark, ...incomplete].join(' '), askedAt, snapshotDate, incomplete };
  }

  /**
   * Days that features of a snapshot date look at and do not count as silence: half of the usual events or more
   * are missing.
   */
  async unknownFor(
    snapshotDate: string,
    lengths: FeatureLengths,
    from: Queries = this.database,
  ): Promise<string[]> {
    return lookedAt(snapshotDate, lengths, await this.coverage(from), 'knownDays');
  }

  /** All days that features of a snapshot date look at, from the first loaded one on, which are not complete. */
  async incompleteFor(snapshotDate: string, lengths: FeatureLengths, from: Queries): Promise<string[]> {
    return lookedAt(snapshotDate, lengths, await this.coverage(from), 'wholeDays');
  }

  /**
   * Whether archives of days that features of a snapshot date look at were loaded, replaced or removed since,
   * or the days were closed.
   * @param loads their mark then
   */
  async hasChanged({
    snapshotDate,
    loads,
    ...lengths
  }: FeatureLengths & { readonly snapshotDate: string; readonly loads: string }): Promise<boolean> {
    return (await this.archivesFor(snapshotDate, lengths)).mark !== loads;
  }

  private async marksOf(
    spans: readonly { readonly first: string; readonly last: string }[],
    withPosted: boolean,
    from: Queries = this.database,
  ): Promise<Loads[]> {
    const days = [spans.map(({ first }) => first), spans.map(({ last }) => last)];
    return await from.query(SELECT_LOADS, [...days, withPosted]);
  }

  async origin(): Promise<LogOrigin> {
    const [row] = await this.database.query<{ bestReachable: Record<string, unknown> | null }>(
      SELECT_SAMPLE_LOG_SET,
    );
    return { synthetic: row !== undefined, bestReachable: row?.bestReachable ?? null };
  }

  /** What is missing of the days from `first` to `last` that are not complete; kinds that nothing is known of aside. */
  async incomplete(first: string, last: string, wholeDays: ReadonlySet<string>): Promise<HoleDto[]> {
    const holes = await this.holes(first, last);
    return holes.filter(({ day, reason }) => !wholeDays.has(day) && reason !== 'nothing is loaded');
  }

  /** Volumes of the complete days among the {@link VOLUME_DAYS} up to `last`, oldest first. */
  async volumes(last: string, wholeDays: ReadonlySet<string>): Promise<DayVolume[]> {
    const span = [addDays(last, 1 - VOLUME_DAYS), last] as const;
    const oneIn = await oneInOf(this.database, span);
    const volumes = await this.database.query<DayVolume>(volumesSql(oneIn), [...span]);
    return volumes.filter(({ day }) => wholeDays.has(day));
  }

  /**
   * Days and kinds between `first` and `last` of which something is missing, damaged, suspiciously small or
   * dropped.
   */
  async holes(first: string, last: string, from: Queries = this.database): Promise<HoleDto[]> {
    return await from.query(SELECT_HOLES, [first, last]);
  }
}

/** Days from the first loaded one on that features of a snapshot date look at, without those of the coverage. */
function lookedAt(
  snapshotDate: string,
  lengths: FeatureLengths,
  coverage: Coverage,
  but: 'knownDays' | 'wholeDays',
): string[] {
  const first = historyFrom(snapshotDate, lengths);
  const { firstDay } = coverage.days;
  if (firstDay === null) return [];
  return incompleteDays(first < firstDay ? firstDay : first, snapshotDate, new Set(coverage[but]));
}
