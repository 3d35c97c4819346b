import { sampleRatioMismatch, sequentialLift, visibleLift } from '#ml';
import type { PersonSums } from '#ml';
import { rounded } from '../answers/millionths.js';
import type { Experiment } from '../registry/experiment.entity.js';
import { percent } from './rate.js';
import type { ExperimentResultDto, VariantOutcomeDto } from './experiment-result.dto.js';

/** What a variant did, with the sums of its click rate. */
export interface VariantSums extends Omit<VariantOutcomeDto, 'lift'> {
  clicked: PersonSums;
}

type Described = Pick<
  Experiment,
  'challengerVersions' | 'share' | 'plannedImpressions' | 'startedAt' | 'endedAt'
>;

type Result = Omit<
  ExperimentResultDto,
  'experimentId' | 'name' | 'scenario' | 'startedAt' | 'endedAt' | 'withoutVariant'
>;

/** With fewer of either in a variant the interval does not hold what it promises. */
const FEWEST_USERS = 100;
const FEWEST_CLICKS = 30;

const DAY_MS = 86_400_000;

/**
 * The lift of each challenger over the live version, and how far the experiment is. Nothing is said of a lift
 * where the variants have not the users that were assigned, or too few.
 * @param variants the control first, then all challengers
 */
export function experimentResult(experiment: Described, variants: readonly VariantSums[], now: Date): Result {
  const { share, plannedImpressions } = experiment;
  const [control, ...challengers] = variants as [VariantSums, ...VariantSums[]];
  const cases = variants.reduce((sum, { impressions }) => sum + impressions, 0);
  const ratio = sampleRatioMismatch(
    variants.map(({ users }) => users),
    [1 - share * challengers.length, ...challengers.map(() => share)],
  );
  const progress = { cases, planned: plannedImpressions, together: challengers.length };
  const withheldBecause = ratio.isMismatch ? mismatch(variants, ratio.pValue) : tooFew(variants);
  const compared = challengers.map(({ clicked }) => ({ variant: clicked, control: control.clicked }));
  const lifts = withheldBecause === null ? compared.map((sums) => sequentialLift(sums, progress)) : [];
  const expectedEnd = endOf(experiment, cases, now);
  const visible =
    withheldBecause === null ? Math.max(...compared.map((sums) => visibleLift(sums, progress))) : null;
  return {
    headline:
      withheldBecause ??
      lifts.map((lift, n) => verdict(challengers[n]!, lift)).join(' ') +
        (lifts.some(isOpen) ? outlook(cases, plannedImpressions, expectedEnd, visible!) : ''),
    withheldBecause,
    plannedImpressions,
    reachedImpressions: cases,
    expectedEnd,
    visibleLift: visible === null ? null : rounded(visible),
    sampleRatioPValue: ratio.pValue,
    variants: variants.map((one, n) => {
      const { clicked: _, ...variant } = one;
      return { ...variant, lift: shownLift(lifts[n - 1]) };
    }),
  };
}

type Lift = NonNullable<VariantOutcomeDto['lift']>;

function shownLift(lift: Lift | undefined): Lift | null {
  return lift === undefined
    ? null
    : { value: rounded(lift.value), low: rounded(lift.low), high: rounded(lift.high) };
}

function mismatch(variants: readonly VariantSums[], pValue: number): string {
  const users = variants.map((one) => `${nameOf(one)} ${one.users}`).join(', ');
  return (
    `Nothing can be read from it: the users are not shared as they were assigned (${users}; p = ${pValue.toExponential(1)}), ` +
    'so those of one variant were reported less. See that every client reports what it shows.'
  );
}

function tooFew(variants: readonly VariantSums[]): string | null {
  if (variants.every(({ users }) => users === 0))
    return 'Nothing was shown yet: clients report shown songs by POST /recommend/impressions.';
  const few = variants.find(({ users, clicks }) => users < FEWEST_USERS || clicks < FEWEST_CLICKS);
  if (few === undefined) return null;
  return (
    `Too little to compare yet: ${nameOf(few)} has ${few.users} users and ${few.clicks} clicks, ` +
    `each needs ${FEWEST_USERS} users and ${FEWEST_CLICKS} clicks.`
  );
}

function nameOf({ variant, versions }: VariantSums): string {
  return variant === 'control' ? 'the live version' : `version ${versions[0]}`;
}

function isOpen({ low, high }: Lift): boolean {
  return low <= 0 && high >= 0;
}

function verdict({ versions }: VariantSums, lift: Lift): string {
  const { low, high } = lift;
  const name = `Version ${versions[0]}`;
  if (isOpen(lift))
    return `${name} is not shown to differ from the live version: between ${percent(-low)} % less and ${percent(high)} % more of the songs shown are clicked.`;
  return low > 0
    ? `${name} is better than the live version: ${percent(low)} to ${percent(high)} % more of the songs shown are clicked.`
    : `${name} is worse than the live version: ${percent(-high)} to ${percent(-low)} % less of the songs shown are clicked.`;
}

/** How far it is, where a version is not shown to differ. */
function outlook(reached: number, planned: number, expectedEnd: string | null, visible: number): string {
  const shows = `show a lift of ${percent(visible)} % with a chance of 80 %`;
  if (reached >= planned) return ` All ${planned} planned impressions are reached, which ${shows}.`;
  const end = expectedEnd === null ? '' : `, those on ${expectedEnd}`;
  return ` It has ${reached} of ${planned} planned impressions${end}, which ${shows}.`;
}

function endOf(
  { startedAt, endedAt, plannedImpressions }: Described,
  reached: number,
  now: Date,
): string | null {
  if (endedAt !== null || reached === 0 || reached >= plannedImpressions) return null;
  const ends = startedAt.getTime() + (now.getTime() - startedAt.getTime()) * (plannedImpressions / reached);
  // Of a pace of years the day does not matter.
  return new Date(Math.min(ends, now.getTime() + 3_650 * DAY_MS)).toISOString().slice(0, 10);
}
