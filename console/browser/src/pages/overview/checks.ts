import { holeSubject } from '../../data/acknowledgements.js';
import type { Acknowledgement } from '../../data/acknowledgements.js';
import type { Churn, Ingest } from '../../data/contracts.js';
import { missedChecks } from '../../data/models.js';
import type { ListedVersion, ModelKind, Models } from '../../data/models.js';
import { ago, day, daysBetween } from '../../format/times.js';
import { count, share } from '../../format/numbers.js';
import { texts } from '../../texts.js';
import type { StartableKind } from '../jobs/start-job.js';
import type { LinkToPage } from '../../format/service-text.js';

/** `act` asks for an action, `look` for attention; `unknown` could not be found out; `known` has a note. */
type Urgency = 'act' | 'look' | 'unknown' | 'known' | 'fine';

export interface Check {
  name: string;
  urgency: Urgency;
  /** What was found, in one sentence. */
  found: string;
  toDo?: string;
  /** The page that shows more. */
  link?: LinkToPage;
  /** A job that mends it. */
  starts?: StartableKind;
  /** What a note that it is known is about. */
  subjects?: readonly string[];
  /** When it began, as a time. */
  since?: string | null;
  /** It is put aside rather than known. */
  isPutAside?: boolean;
  /** The note of one that is known. */
  noted?: Acknowledgement;
}

type Quality = Ingest['QualityDto'];
type Scores = Pick<Churn['RankedUsersDto'], 'snapshotDate'> & {
  freshness: Pick<Churn['FreshnessDto'], 'newestLoadedDay' | 'scoredAt' | 'stale'>;
};
export type Version = Pick<ListedVersion, 'version' | 'createdAt' | 'state' | 'dataTo'> & {
  gate: Pick<ListedVersion['gate'], 'reasons'>;
};

type Known = ReadonlyMap<string, Acknowledgement>;

const words = texts.overview.checks;

/**
 * Rejected lines of the newest day above this share are worth a look when they are also unusual, and above
 * the other in any case.
 */
const NOTICEABLE_REJECTED = 0.01;
const MANY_REJECTED = 0.1;
const UNUSUAL = 3;
/** Days that the live model does not know. */
const OLD_MODEL_DAYS = 14;
const VERY_OLD_MODEL_DAYS = 45;
const SHOWN_HOLES = 3;
/** Days before the newest one whose holes make its scores doubtful: audiences and campaigns wait then. */
const DOUBTFUL_DAYS = 7;
/** The alert for which they wait, too. */
const HOLDING_UP = 'event_volume';
/** An alert that nothing waits for asks for an action after so many days. */
const PATIENCE_DAYS = 14;

/** @param known subjects with a note: holes among them are counted only when all are known */
export function checkCoverage({ days, lastDay }: Ingest['CoverageDto'], known: Known = new Map()): Check {
  const { name, fine, found, toDo, link } = words.coverage;
  const holes = days.filter(({ state }) => state === 'hole');
  if (holes.length === 0) return { name, urgency: 'fine', found: fine };
  const open = holes.filter((hole) => !known.has(holeSubject(hole)));
  const missing = open.length > 0 ? open : holes;
  const others = holes.length - missing.length;
  const holdsUp = lastDay !== null && missing.some((hole) => daysBetween(hole.day, lastDay) < DOUBTFUL_DAYS);
  const newest = missing.slice(-SHOWN_HOLES).map((hole) => `${day(hole.day)} (${texts.kinds[hole.kind]})`);
  return {
    name,
    urgency: holdsUp ? 'act' : 'look',
    found: [
      found(count(missing.length), newest.join(', ')),
      others > 0 && words.coverage.others(count(others)),
      holdsUp && words.holdsUp,
    ]
      .filter(Boolean)
      .join(' '),
    toDo,
    subjects: missing.map(holeSubject),
    link: { to: '/data', text: link },
  };
}

export function checkRejected({ days }: Quality): Check {
  const { name, fine, found, toDo, link, none } = words.rejected;
  const newest = days.at(-1);
  if (newest === undefined) return { name, urgency: 'unknown', found: none };
  const rejected = rejectedShare(newest);
  const usual = median(days.slice(-29, -1).map(rejectedShare));
  const isUnusual = rejected > NOTICEABLE_REJECTED && rejected > UNUSUAL * usual;
  const urgency = rejected > MANY_REJECTED ? 'act' : isUnusual ? 'look' : 'fine';
  if (urgency === 'fine') return { name, urgency, found: fine(share(rejected, 2), day(newest.day)) };
  return {
    name,
    urgency,
    found: found(share(rejected, 2), day(newest.day), share(usual, 2)),
    toDo,
    subjects: [`rejected.${newest.day}`],
    link: { to: '/data', text: link },
  };
}

/** What holds up others, or has lasted, asks for an action; other alerts for attention. */
export function checkAlerts({ rules, newestDay }: Churn['AlertsDto']): Check[] {
  return (
    rules
      // Mostly there is no shadow version to know anything of.
      .filter(
        ({ rule, state }) => rule !== 'coverage_holes' && (rule !== 'shadow_better' || state !== 'unknown'),
      )
      .map(({ rule, state, found, toDo, since }) => {
        const name = words.alerts[rule];
        if (state === 'ok') return { name, urgency: 'fine', found };
        if (state === 'unknown') return { name, urgency: 'unknown', found };
        const isOld = since !== null && newestDay !== null && daysBetween(since, newestDay) >= PATIENCE_DAYS;
        return {
          name,
          urgency: rule === HOLDING_UP || isOld ? 'act' : 'look',
          found: since === null ? found : `${found} ${words.since(day(since))}`,
          toDo,
          subjects: [`alert.${rule}.${since ?? ''}`],
          link: { to: '/monitoring', text: words.alertsReport },
        };
      })
  );
}

/** Scores are of complete days alone: the newest of these counts, whatever else is loaded. */
export function checkScores({ snapshotDate: scored, freshness }: Scores): Check {
  const { name, fine, stale, behind, toDo } = words.scores;
  const { newestLoadedDay } = freshness;
  const isBehind = scored < newestLoadedDay;
  if (!isBehind && !freshness.stale) return { name, urgency: 'fine', found: fine(day(scored)) };
  const made = ago(freshness.scoredAt);
  const found = isBehind ? behind(day(scored), made, day(newestLoadedDay)) : stale(day(scored), made);
  const subjects = [`scores.${scored}.${newestLoadedDay}`];
  return { name, urgency: 'act', found, toDo, starts: 'churn.score', subjects };
}

/** None of a target that has no version and that bands do not use. */
export function checkModel(
  kind: ModelKind,
  { versions, shadow }: { versions: readonly Version[]; shadow?: Models['shadow'] },
  newestDay: string | null,
): Check[] {
  if (kind !== 'recommender' && shadow === undefined && versions.length === 0) return [];
  const { none, fine, old, refused, link } = words.models;
  const name = texts.models.kinds[kind];
  const starts = `${kind}.retrain` as const;
  const live = versions.find(({ state }) => state === 'live');
  if (live === undefined) return [{ name, urgency: 'act', found: none, starts, subjects: [`${kind}.none`] }];
  const unknownDays = live.dataTo === null || newestDay === null ? 0 : daysBetween(live.dataTo, newestDay);
  const age: Check =
    unknownDays > OLD_MODEL_DAYS
      ? {
          name,
          urgency: unknownDays > VERY_OLD_MODEL_DAYS ? 'act' : 'look',
          found: old(live.version, count(unknownDays)),
          starts,
          subjects: [`${kind}.${live.version}.old`],
          since: live.createdAt,
        }
      : { name, urgency: 'fine', found: fine(live.version, live.dataTo === null ? null : day(live.dataTo)) };
  const newest = versions[0]!;
  if (newest.state !== 'refused') return [age];
  return [
    age,
    {
      name,
      urgency: 'look',
      found: refused(newest.version, missedChecks(newest.gate).join(' ')),
      link: { to: '/models', text: link },
      subjects: [`${kind}.${newest.version}.refused`],
      since: newest.createdAt,
    },
  ];
}

/** Checks with a note on each of their subjects no longer ask for attention. */
export function withKnown(checks: readonly Check[], known: Known): Check[] {
  return checks.map((check) => {
    const notes = (check.subjects ?? []).map((subject) => known.get(subject));
    const [noted] = notes;
    return noted === undefined || notes.includes(undefined) ? check : { ...check, urgency: 'known', noted };
  });
}

/** Without lines left out on purpose, such as those of erased users. */
export function rejectedShare({ lines, rejected, leftOut }: Quality['days'][number]): number {
  const sum = Object.values(rejected).reduce((all, one) => all + one, 0);
  return lines === 0 ? 0 : (sum - leftOut) / lines;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return 0;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}
