import type { AlertDto, AlertRule } from './alerts.dto.js';

const RETRAIN = 'retrain (POST /admin/churn/retrain)';

/**
 * @param learned the newest labelled snapshot, where the live version has learned it: a retrain changes
 * nothing then
 */
function toDoOf(rule: AlertRule, learned: string | null): string {
  const wait = `a retrain helps only once later days are loaded: the newest labelled snapshot, ${learned}, was learned`;
  const retrain = learned === null ? RETRAIN : wait;
  switch (rule) {
    case 'score_drift':
      return (
        `See GET /churn/drift for the features that changed. If users behave differently, ${retrain}; if a log is wrong, ` +
        'fix its delivery and load it again.'
      );
    case 'calibration':
      return (
        `Probabilities no longer match outcomes: ${retrain}. Until then rank users by them, but rely neither on their size nor ` +
        'on expected quality.'
      );
    case 'event_volume':
      return (
        'Check GET /ingest/quality and the delivery of that day: a part may be missing that coverage does not expect. ' +
        'If behaviour really changed, only watch drift.'
      );
    case 'active_users':
      return (
        'Compare with the event volume and GET /churn/lifecycle: fewer users with as many events each suggest a change of ' +
        'behaviour, fewer of both a missing log.'
      );
    case 'coverage_holes':
      return (
        'Load the missing or damaged archives again (GET /ingest/coverage lists them): features count these days as days ' +
        'without activity.'
      );
  }
}

/** One day, or snapshot, at which a rule was looked at. */
interface Sighting {
  readonly day: string;
  readonly value: number;
  /** In addition to the limit, whether chance explains it; then nothing fires. */
  readonly isChance?: boolean;
}

/** @param sightings newest first; the newest decides, the others say since when */
export function decideAlert(
  rule: AlertRule,
  limit: number,
  sightings: readonly Sighting[],
  found: (value: number, day: string) => string,
  unknown: string,
  learned: string | null = null,
): AlertDto {
  const newest = sightings[0];
  const common = { rule, limit, toDo: toDoOf(rule, learned) };
  if (newest === undefined) return { ...common, state: 'unknown', value: null, since: null, found: unknown };
  const fires = ({ value, isChance = false }: Sighting) => value > limit && !isChance;
  const quiet = sightings.findIndex((sighting) => !fires(sighting));
  const firing = quiet === -1 ? sightings : sightings.slice(0, quiet);
  return {
    ...common,
    state: firing.length > 0 ? 'firing' : 'ok',
    value: newest.value,
    since: firing.at(-1)?.day ?? null,
    found: found(newest.value, newest.day),
  };
}
