import { describeChange, volumeChanges } from '../../dataset/day-volumes.js';
import type { DayVolume } from '../../dataset/day-volumes.js';
import type { HoleDto } from '../../dataset/windows.dto.js';
import type { AlertDto } from './alerts.dto.js';
import { describeComparison, shadowVerdict } from '../../registry/shadow-versions.js';
import type { ShadowComparison } from '../../registry/shadow-versions.js';
import type { ScoreQuantiles } from '../../model/score-quantiles.js';
import type { ChurnSettings } from '../../churn.settings.js';
import { excessError } from '../calibration-state.js';
import type { MaturedSet } from '../calibration-state.js';
import { scoreDrift } from '../score-drift.js';
import { decideAlert } from './alert.js';

type AlertLimits = Pick<
  ChurnSettings,
  | 'CHURN_ALERT_SCORE_DRIFT'
  | 'CHURN_ALERT_CALIBRATION'
  | 'CHURN_ALERT_EVENTS_CHANGE'
  | 'CHURN_ALERT_USERS_CHANGE'
  | 'CHURN_ALERT_HOLES'
>;

/** Scores of the live version at one snapshot date. */
export interface WatchedSet extends ScoreQuantiles {
  readonly snapshotDate: string;
}

/** What the rules look at. */
export interface WatchedState {
  /** The scores of the snapshot that the live version learned; null without a live version. */
  readonly reference: WatchedSet | null;
  /** Why they cannot be compared with; null where they can. */
  readonly truncated: string | null;
  /** The newest labelled snapshot, where the live version has learned it. */
  readonly learned: string | null;
  /** Sets of the live version, newest first. */
  readonly sets: readonly WatchedSet[];
  /** Newest first. */
  readonly matured: readonly MaturedSet[];
  /** Of shadow versions with the live one, newest first. */
  readonly shadows: readonly ShadowComparison[];
  /** Complete days, oldest first. */
  readonly volumes: readonly DayVolume[];
  /** Of the days that features of the newest complete day look at, and those loaded since. */
  readonly holes: {
    readonly days: readonly string[];
    readonly list: readonly HoleDto[];
    readonly from: string;
  } | null;
}

/** Every rule, in the order of their list. */
export function decideAlerts(state: WatchedState, limits: AlertLimits): AlertDto[] {
  return [
    driftOfScores(state, limits.CHURN_ALERT_SCORE_DRIFT),
    calibration(state, limits.CHURN_ALERT_CALIBRATION),
    shadowBetter(state),
    volume(state, 'events', limits.CHURN_ALERT_EVENTS_CHANGE),
    volume(state, 'users', limits.CHURN_ALERT_USERS_CHANGE),
    coverageHoles(state, limits.CHURN_ALERT_HOLES),
  ];
}

/** The scores of later days next to those of the training day: the same distribution, while nothing changes. */
function driftOfScores({ reference, truncated, learned, sets }: WatchedState, limit: number): AlertDto {
  const sightings = sets.flatMap((set) => {
    if (reference === null || truncated !== null || set.snapshotDate < reference.snapshotDate) return [];
    const drift = scoreDrift(reference, set);
    return drift === null
      ? []
      : [{ day: set.snapshotDate, value: drift.psi, isChance: drift.verdict === 'noise' }];
  });
  return decideAlert('score_drift', limit, sightings, {
    found: (value, day) =>
      `The scores of ${day} have a population stability index of ${value.toFixed(3)} compared with those of ${reference!.snapshotDate}, which the live version learned.`,
    unknown:
      truncated === null
        ? 'The live version has not scored any user yet.'
        : `There is nothing to compare with: ${truncated}.`,
    toDo:
      `See GET /churn/drift for the features that changed. If users behave differently, ${retraining(learned)}; if a log is wrong, ` +
      'fix its delivery and load it again.',
  });
}

function calibration({ matured, learned }: WatchedState, limit: number): AlertDto {
  const sightings = matured.flatMap((set) => {
    const value = excessError(set);
    return value === null ? [] : [{ day: set.snapshotDate, value }];
  });
  const versionOf = new Map(matured.map(({ snapshotDate, modelVersion }) => [snapshotDate, modelVersion]));
  return decideAlert('calibration', limit, sightings, {
    found: (value, day) =>
      `The probabilities of ${day} by version ${versionOf.get(day)!} deviate from the outcomes by ${value.toFixed(3)} more than chance explains.`,
    unknown: 'No out-of-time scores have been compared with outcomes yet.',
    toDo:
      `Probabilities no longer match outcomes: ${retraining(learned)}. Until then rank users by them, but rely neither on their size nor ` +
      'on expected quality.',
  });
}

/** A version that did not go live would have been better on the newest users whose outcome is known. */
function shadowBetter({ shadows }: WatchedState): AlertDto {
  const sightings = shadows.map((comparison) => ({
    day: comparison.snapshotDate,
    value: comparison.gain.logLoss.low,
    isChance: shadowVerdict(comparison) !== 'better',
  }));
  return decideAlert('shadow_better', 0, sightings, {
    found: () => describeComparison(shadows[0]!),
    unknown: 'No outcomes of a shadow version are known yet.',
    toDo: 'Read the report of that version and promote it, or retrain: POST /admin/churn/retrain.',
  });
}

/**
 * @param learned the newest labelled snapshot, where the live version has learned it: a retrain changes nothing
 * then
 */
function retraining(learned: string | null): string {
  return learned === null
    ? 'retrain (POST /admin/churn/retrain)'
    : `a retrain helps only once later days are loaded: the newest labelled snapshot, ${learned}, was learned`;
}

function volume({ volumes }: WatchedState, of: 'events' | 'users', limit: number): AlertDto {
  const changes = volumeChanges(volumes, of);
  return decideAlert(of === 'events' ? 'event_volume' : 'active_users', limit, changes, {
    found: () => describeChange(changes[0]!, of),
    unknown: 'Fewer than two of the four weeks before have a complete day to compare with.',
    toDo:
      of === 'events'
        ? 'Check GET /ingest/quality and the delivery of that day: a part may be missing that coverage does not expect. ' +
          'Until that is mended, or noted as known, scores are doubtful and audiences keep their members.'
        : 'Compare with the event volume and GET /churn/lifecycle: fewer users with as many events each suggest a change of ' +
          'behaviour, fewer of both a missing log.',
  });
}

/** So many are named, without what is missing of each: a day can lack many parts. */
const SHOWN_HOLES = 3;

function coverageHoles({ holes }: WatchedState, limit: number): AlertDto {
  const rule = 'coverage_holes';
  const texts = {
    unknown: 'No complete day is loaded yet.',
    toDo:
      'Load the missing or damaged archives again (GET /ingest/coverage lists them): amounts of features lack their events, and ' +
      'scores of the week after them are doubtful.',
  };
  if (holes === null) return decideAlert(rule, limit, [], { ...texts, found: () => '' });
  const { days, list, from } = holes;
  const shown = list.slice(0, SHOWN_HOLES).map(({ day, kind }) => `${day} ${kind}`);
  const others = list.length - shown.length;
  const named = `${shown.join(', ')}${others === 0 ? '' : ` and ${others} more`}`;
  const firing = days.map((day) => ({ day, value: days.length })).reverse();
  return decideAlert(rule, limit, days.length === 0 ? [{ day: from, value: 0 }] : firing, {
    ...texts,
    found: () =>
      days.length === 0
        ? `Every day from ${from} on is complete.`
        : `${days.length} ${days.length === 1 ? 'day' : 'days'} from ${from} on, which scores look at, ${days.length === 1 ? 'is' : 'are'} not ` +
          `complete, by ${list.length} daily ${list.length === 1 ? 'log' : 'logs'}: ${named}. GET /ingest/coverage lists those of all days.`,
  });
}
