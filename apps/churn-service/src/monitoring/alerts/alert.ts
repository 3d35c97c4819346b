import type { AlertDto, AlertRule } from './alerts.dto.js';

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
  texts: {
    readonly found: (value: number, day: string) => string;
    readonly unknown: string;
    readonly toDo: string;
  },
): AlertDto {
  const newest = sightings[0];
  const { found, unknown, toDo } = texts;
  const common = { rule, limit, toDo };
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
