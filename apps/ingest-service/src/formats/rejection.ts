/** Why a line could not become an event. Closed list: each reason with its one-line meaning. */
export const REJECTION_REASONS = {
  empty_line: 'The line has no characters.',
  count_line: 'The line is a lone number: a row count or an id written above the rows.',
  line_too_long: 'The line is longer than 64 KiB, or the JSON record than 1 MiB.',
  quote_unclosed: 'The line of a CSV opens a quote, and no record closes it.',
  cut_line: 'The archive ends inside this line.',
  too_few_fields: 'The line has fewer fields than its kind of log.',
  too_many_fields:
    'The line has more fields than its kind of log, not explained by tabs in a title, or more values than its CSV has columns.',
  broken_row:
    'The line is one piece of a row broken in two, and its other piece does not follow or precede it.',
  user_id_missing: 'The user id is blank.',
  user_id_malformed: 'The user id is not a whole number from 0 to 2^63-1.',
  song_id_malformed:
    'The song id is neither a whole number from 0 to 2^63-1 nor one of the codes for an unknown song.',
  feedback_unknown:
    'The column said has none of like, dislike, add, follow (each with un before it) and skip.',
  feedback_of_nothing: 'It names neither a song nor a singer; a follow needs a singer.',
  day_unknown:
    'Neither the archive name nor the time stamp gives a day of the calendar; a mapped time has not the format of `time`.',
  day_implausible:
    'The day is in the future, or before EARLIEST_DAY (see plausible days), or of a mapped file before 1971.',
  record_unreadable: 'The record is no JSON object.',
  record_not_selected: 'The member `when` of the mapping leaves the record out.',
  kind_unmapped: 'The mapping names no kind of event for this value of the record.',
  id_unfit:
    'The id of the user or song has more than 200 characters or control characters, or is an e-mail address: hash it.',
  fact_unfit: 'A value does not fit the type of its fact, or has more than 100 characters.',
  property_unfit: 'A value does not fit the type of its property, or is too long.',
  user_erased: 'The line is good, but its user has been erased.',
  day_dropped: 'Retention dropped the day, so nothing is taken into it.',
  event_repeated:
    'Another record, or another file, has the same play: see the member `event` of the mapping.',
  superseded: 'The event was posted, and an archive of its day and kind has its user.',
} as const;

export type RejectionReason = keyof typeof REJECTION_REASONS;

/** Of good lines that are left out on purpose: they tell nothing of the quality of logs. */
export const LEFT_OUT_ON_PURPOSE = [
  'record_not_selected',
  'user_erased',
  'day_dropped',
  'event_repeated',
  'superseded',
] as const satisfies readonly RejectionReason[];

/** Why a posted event was refused before it could be read like a line. Each with its one-line meaning. */
export const EVENT_REJECTION_REASONS = {
  event_not_an_object: 'The event is no JSON object.',
  event_id_malformed: 'eventId is not a text of 1 to 100 characters.',
  kind_unknown:
    'kind is none of play, download, search, like, dislike, add, follow, skip, and those with un before them.',
  happened_at_unreadable:
    'happenedAt is not a date and time as in 2017-05-12T20:15:00, with or without an offset.',
  happened_in_future: 'The day of happenedAt has not begun anywhere, by the clock of the service.',
  day_too_early:
    'The day is more than EVENTS_BELIEVED_DAYS days (400) before the newest day with archives; without one, before today.',
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
