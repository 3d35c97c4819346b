import { DomainError } from '#common';
import { addDays } from '#common/calendar';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { Feature } from '../dataset/feature.js';
import type { SeenDays } from '../dataset/windows.js';
import { EVENT_KINDS } from '../event-kinds.js';

/** Values of features by name; null: never. */
export type FeatureChanges = Readonly<Record<string, unknown>>;

const MOST_PROBLEMS = 10;
const DAY_SECONDS = 86_400;

/**
 * The features of a user, in catalogue order, with some of them changed. What follows from a change follows
 * here too, unless it is given itself: longer windows of a sum change by as much, trends and the days from
 * the last event are computed anew.
 * @param features of the user; null: of one who did nothing, so that what cannot be nothing must be given
 * @param seen the snapshot date, and the days before it that trends do not divide by
 * @throws DomainError invalid (features_invalid), with the problems in `errors`
 */
export function changedFeatures(
  { features: known }: FeatureCatalogue,
  features: Float32Array | null,
  changes: FeatureChanges,
  seen: SeenDays,
): Float32Array {
  const given = readChanges(known, changes);
  const before = features ?? Float32Array.from(known, (feature) => feature.default ?? NaN);
  const after = Float32Array.from(before);
  for (const [place, value] of given) after[place] = value;
  for (const windows of nestedWindows(known)) carry(known, windows, { before, after, given });
  derive(known, { before, after, given }, seen);
  const problems = [...disorders(known, before, after), ...missing(known, after)];
  if (problems.length > 0) throw invalid(problems);
  return after;
}

function readChanges(known: readonly Feature[], changes: FeatureChanges): Map<number, number> {
  const problems: string[] = [];
  const given = new Map<number, number>();
  for (const [name, value] of Object.entries(changes)) {
    const place = known.findIndex((feature) => feature.name === name);
    const problem = place === -1 ? unknownName(name) : valueProblem(known[place]!, value);
    if (problem === null) given.set(place, value === null ? NaN : (value as number));
    else problems.push(problem);
    if (problems.length === MOST_PROBLEMS) break;
  }
  if (given.size + problems.length === 0) problems.push('changes names no feature');
  if (problems.length > 0) throw invalid(problems);
  return given;
}

function unknownName(name: string): string {
  return `${JSON.stringify(name.slice(0, 80))} is no feature; GET /churn/features lists all`;
}

function valueProblem({ name, unit, never, days, range }: Feature, value: unknown): string | null {
  if (value === null) return never === null ? `${name} must not be null: it always has a value` : null;
  const [least, most] = range ?? [0, mostOf(unit, days)];
  if (typeof value !== 'number' || !(value >= least && value <= most))
    return `${name} must be a number from ${least} to ${most}`;
  return unit === 'code' && !Number.isInteger(value) ? `${name} must be a whole number` : null;
}

/** The largest value that makes sense. */
function mostOf(unit: Feature['unit'], days: number): number {
  if (unit === 'share') return 1;
  if (unit === 'code') return 4;
  if (unit === 'days' || unit === 'ratio') return days;
  return unit === 'seconds' ? days * DAY_SECONDS : 1e6;
}

/** Places of the windows of each amount, shortest first. */
function nestedWindows(known: readonly Feature[]): number[][] {
  const groups = new Map<string, number[]>();
  known.forEach(({ source }, place) => {
    if (!['sum', 'active_days', 'distinct_songs', 'distinct_singers'].includes(source.how)) return;
    const key = source.how === 'sum' ? `sum of ${source.column}` : source.how;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  });
  return [...groups.values()].map((places) => places.sort((a, b) => known[a]!.days - known[b]!.days));
}

/** Features while they are changed: those of the user, those that are asked about, and what was given. */
interface Changing {
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly given: ReadonlyMap<number, number>;
}

/** What happened on the last 7 days happened on the last 30 too. */
function carry(
  known: readonly Feature[],
  windows: readonly number[],
  { before, after, given }: Changing,
): void {
  let change = 0;
  for (const place of windows) {
    const { source, days } = known[place]!;
    if (given.has(place)) change = after[place]! - before[place]!;
    else if (change !== 0 && !Number.isNaN(change))
      after[place] = Math.min(after[place]! + change, source.how === 'active_days' ? days : Infinity);
  }
}

/** Trends, active days that count and days from the last event, where what they are computed from has changed. */
function derive(
  known: readonly Feature[],
  { before, after, given }: Changing,
  { snapshotDate, incomplete }: SeenDays,
): void {
  const complete = (days: number) =>
    days - incomplete.filter((day) => day > addDays(snapshotDate, -days)).length;
  const at = (name: string) => known.findIndex((feature) => feature.name === name);
  const isChanged = (place: number) => !Object.is(before[place], after[place]);
  known.forEach(({ name, source, days }, place) => {
    if (given.has(place)) return;
    if (source.how === 'trend') {
      const prefix = name.replace(/^trend_(.*)_\d+_of_\d+$/, '$1');
      const windows = [at(`${prefix}_last_${source.recent}`), at(`${prefix}_last_${days}`)] as const;
      if (!windows.some(isChanged)) return;
      const shareIn = (of: Float32Array) => of[windows[0]]! / of[windows[1]]!;
      const ofRecent = complete(source.recent);
      // Amounts of days that are not complete do not count: of a user's trend they are left out already.
      const known = before[place]! / shareIn(before);
      const scale = known > 0 && known < Infinity ? known : complete(days) / ofRecent;
      after[place] = after[windows[1]] === 0 || ofRecent === 0 ? NaN : shareIn(after) * scale;
    }
    if (source.how === 'counted_active_days') {
      const all = at(`active_days_last_${days}`);
      after[place]! += after[all]! - before[all]!;
    }
    if (source.how === 'days_since' && source.event === 'event') {
      const kinds = EVENT_KINDS.map((kind) => at(`days_from_last_${kind}`));
      if (!kinds.some(isChanged)) return;
      const last = kinds.map((kind) => after[kind]!).filter((value) => !Number.isNaN(value));
      after[place] = last.length === 0 ? NaN : Math.min(...last);
    }
  });
}

/** A shorter window holds no more than a longer one; what was not changed is as it was measured. */
function disorders(known: readonly Feature[], before: Float32Array, after: Float32Array): string[] {
  return nestedWindows(known).flatMap((windows) =>
    windows.slice(1).flatMap((longer, n) => {
      const shorter = windows[n]!;
      const isChanged = [shorter, longer].some((place) => !Object.is(before[place], after[place]));
      // Of estimates, and of single precision, so much may be noise.
      if (!isChanged || !(after[shorter]! > after[longer]! * 1.1 + 1)) return [];
      return [
        `${known[shorter]!.name} would be ${after[shorter]}, more than ${known[longer]!.name} with ${after[longer]}: change both`,
      ];
    }),
  );
}

function missing(known: readonly Feature[], after: Float32Array): string[] {
  return known.flatMap(({ name, never }, place) =>
    never === null && Number.isNaN(after[place]!) ? [`${name} must be given where there is no userId`] : [],
  );
}

function invalid(problems: readonly string[]): DomainError {
  const errors = problems.slice(0, MOST_PROBLEMS);
  return new DomainError('invalid', 'features_invalid', `${errors.join('; ')}.`, { extra: { errors } });
}
