import { DomainError, readInput } from '#common';
import { conditionProblems } from '#common/conditions';
import type { Condition, Conditions, PropertyType } from '#common/conditions';
import { ConstraintsBody } from './constraints.dto.js';
import type { AskedOfSongs, ConstraintsDto } from './constraints.dto.js';
import { boundsLength, limitsRoom } from './constraints.js';
import type { Availability, Constraints } from './constraints.js';

/** What is known of songs when they are asked for. */
export interface KnownProperties {
  readonly types: ReadonlyMap<string, PropertyType>;
  /** Whether any song is not always and everywhere available. */
  readonly isLimited: boolean;
}

/**
 * Null when nothing is asked, and every song is available.
 * @param when the day and the region of the request
 * @throws DomainError invalid (seconds_in_wrong_order, filter_invalid), and as `readInput`
 */
export function constraintsOf(
  asked: AskedOfSongs,
  { types, isLimited }: KnownProperties,
  when: Availability,
): Constraints | null {
  const { maxPerSinger, maxPerGenre, includeSingers, excludeSingers } = asked;
  const { minSeconds = 0, maxSeconds = Infinity } = asked;
  if (minSeconds > maxSeconds) {
    throw new DomainError('invalid', 'seconds_in_wrong_order', '`minSeconds` is more than `maxSeconds`.');
  }
  const constraints: Constraints = {
    maxPerSinger: maxPerSinger ?? Infinity,
    maxPerGenre: maxPerGenre ?? Infinity,
    includeSingers: includeSingers === undefined ? null : canonical(includeSingers),
    excludeSingers: canonical(excludeSingers ?? []),
    minSeconds,
    maxSeconds,
    ...conditionsOf(asked, types),
    available: isLimited ? when : null,
    isAsked: false,
  };
  const isAsked =
    limitsRoom(constraints) ||
    boundsLength(constraints) ||
    includeSingers !== undefined ||
    constraints.excludeSingers.size > 0 ||
    constraints.filters.length + constraints.boosts.length > 0;
  return isAsked || isLimited ? { ...constraints, isAsked } : null;
}

/** Filters and boosts, whose properties are known. */
function conditionsOf(
  asked: AskedOfSongs,
  types: KnownProperties['types'],
): Pick<Constraints, 'filters' | 'boosts'> {
  const { filter: given, boosts: raised = [] } = asked;
  const filter = typeof given === 'string' ? ofText('filter', given) : given;
  const boosts = typeof raised === 'string' ? ofText('boosts', raised) : raised;
  const short: Conditions = { match: 'all', conditions: shortConditions(asked) };
  const filters = [short, filter].filter((one) => one !== undefined && one.conditions.length > 0);
  const problems = [
    ...conditionProblems(short, types),
    ...(filter === undefined ? [] : conditionProblems(filter, types, 'filter.')),
    ...boosts.flatMap((boost, at) => conditionProblems(boost.filter, types, `boosts[${at}].filter.`)),
  ];
  if (problems.length === 0) return { filters: filters as Conditions[], boosts };
  throw new DomainError('invalid', 'filter_invalid', `${problems.join('; ')}.`, {
    extra: { errors: problems },
  });
}

/** A member of a body that is a text of a query. */
function ofText<Name extends 'filter' | 'boosts'>(
  name: Name,
  text: string,
): NonNullable<ConstraintsBody[Name]> {
  return readInput(ConstraintsBody, { [name]: json(text) }, 'json')[name]!;
}

/** Those of the members that are a short form of conditions. */
function shortConditions(asked: ConstraintsDto): Condition[] {
  const { genre, tag, language, explicit, releasedAfter, releasedBefore } = asked;
  const among = { genres: genre, tags: tag, language };
  const released = { from: releasedAfter, to: releasedBefore };
  const given = Object.entries(released).filter(([, day]) => day !== undefined);
  return [
    ...Object.entries(among).flatMap(([property, is]) => (is === undefined ? [] : [{ property, is }])),
    ...(explicit === undefined ? [] : [{ property: 'explicit', yes: explicit }]),
    ...(given.length === 0 ? [] : [{ property: 'released', ...Object.fromEntries(given) }]),
  ];
}

/** What a text means; the text itself where it is no JSON, which is refused then. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function canonical(ids: readonly string[]): Set<string> {
  return new Set(ids.map((id) => String(BigInt(id))));
}
