import { DomainError, IdListField, IntegerField } from '#common';
import type { Constraints } from './constraints.js';

const MOST_SINGERS = 100;
const DAY_SECONDS = 86_400;

/** What may be asked of every list of songs. */
export class ConstraintsDto {
  @IntegerField(
    'At most so many songs of a singer; a song of several counts for each of them, one without a known singer for none',
    { optional: true, minimum: 1, maximum: 200, example: 2 },
  )
  maxPerSinger?: number;

  @IdListField('singer', 'Only songs by one of these singers', {
    optional: true,
    maxItems: MOST_SINGERS,
    example: ['4185938467134902177'],
  })
  includeSingers?: string[];

  @IdListField('singer', 'No song by any of these singers', {
    optional: true,
    maxItems: MOST_SINGERS,
    example: ['4185938467134902177'],
  })
  excludeSingers?: string[];

  @IntegerField('Only songs of so many seconds or more', {
    optional: true,
    minimum: 0,
    maximum: DAY_SECONDS,
    example: 120,
  })
  minSeconds?: number;

  @IntegerField('Only songs of so many seconds or less', {
    optional: true,
    minimum: 1,
    maximum: DAY_SECONDS,
    example: 420,
  })
  maxSeconds?: number;
}

/** A list of which the caller says how long it may be. */
export class ConstrainedQuery extends ConstraintsDto {
  @IntegerField('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

/** Null when nothing is asked. @throws DomainError invalid when no song can have such a length */
export function constraintsOf(asked: ConstraintsDto): Constraints | null {
  const { maxPerSinger, includeSingers, excludeSingers, minSeconds = 0, maxSeconds = Infinity } = asked;
  if (minSeconds > maxSeconds) {
    throw new DomainError('invalid', 'seconds_in_wrong_order', '`minSeconds` is more than `maxSeconds`.');
  }
  const constraints: Constraints = {
    maxPerSinger: maxPerSinger ?? Infinity,
    includeSingers: includeSingers === undefined ? null : canonical(includeSingers),
    excludeSingers: canonical(excludeSingers ?? []),
    minSeconds,
    maxSeconds,
  };
  const isAsked =
    maxPerSinger !== undefined ||
    includeSingers !== undefined ||
    constraints.excludeSingers.size > 0 ||
    minSeconds > 0 ||
    maxSeconds < Infinity;
  return isAsked ? constraints : null;
}

function canonical(ids: readonly string[]): Set<string> {
  return new Set(ids.map((id) => String(BigInt(id))));
}
