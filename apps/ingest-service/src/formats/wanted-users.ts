import type { ErasedUsers } from './erased-users.js';
import type { LineFormat } from './line-reader.js';
import { isInSample } from './user-sample.js';
import type { UserSample } from './user-sample.js';
import type { Id } from './whole-number.js';

/** Whose events are taken. */
export interface WantedUsers {
  /** Null: all users. */
  readonly sample: UserSample | null;
  /** Null: nobody was erased. */
  readonly erased: ErasedUsers | null;
}

/** The format with the events of other users turned down. Where all are wanted it is the format itself. */
export function formatOf<E extends { repairs: number; userId: Id }>(
  format: LineFormat<E>,
  { sample, erased }: WantedUsers,
): LineFormat<E> {
  if (sample === null && erased === null) return format;
  return {
    ...format,
    parse: (line) => {
      const event = format.parse(line);
      if (typeof event === 'string') return event;
      if (sample !== null && !isInSample(event.userId, sample)) return 'not_in_sample';
      return erased?.has(event.userId) === true ? 'user_erased' : event;
    },
  };
}
