import { REJECTION_REASONS } from './rejection.js';

/** Why a posted event was refused before it could be read like a line. Each with its one-line meaning. */
export const EVENT_REJECTION_REASONS = {
  event_not_an_object: 'The event is no JSON object.',
  event_id_malformed: 'eventId is not a text of 1 to 100 characters.',
  kind_unknown: 'kind is none of play, download, search.',
  happened_at_unreadable:
    'happenedAt is not a date and time as in 2017-05-12T20:15:00, with or without an offset.',
  happened_in_future: 'happenedAt is more than MAX_DAYS_AHEAD days (1) ahead of the clock of the service.',
  member_unknown: 'The event has a member that events of its kind do not have.',
  member_malformed: 'A member has another type than stated, or a text is too long.',
} as const;

/** Of lines of archives and of posted events. */
export const REJECTION_MEANINGS = { ...REJECTION_REASONS, ...EVENT_REJECTION_REASONS };

export type EventRejectionReason = keyof typeof REJECTION_MEANINGS;

export const ALL_REJECTION_REASONS = Object.keys(REJECTION_MEANINGS) as EventRejectionReason[];

const SHOWN_NAMES = 5;
const SHOWN_CHARACTERS = 40;

/** What the reason means, in a sentence. @param members names of the members concerned, of any length */
export function meaningOf(reason: EventRejectionReason, members: readonly string[] = []): string {
  if (members.length === 0) return REJECTION_MEANINGS[reason];
  const names = members.slice(0, SHOWN_NAMES).map((name) => JSON.stringify(name.slice(0, SHOWN_CHARACTERS)));
  const more = members.length > SHOWN_NAMES ? `, and ${members.length - SHOWN_NAMES} more` : '';
  return `${REJECTION_MEANINGS[reason].replace(/\.$/, '')}: ${names.join(', ')}${more}.`;
}
