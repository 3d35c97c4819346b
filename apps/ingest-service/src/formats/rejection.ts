/** Why a line could not become an event. Closed list: each reason with its one-line meaning. */
export const REJECTION_REASONS = {
  empty_line: 'The line has no characters.',
  count_line: 'The line is a lone number: a row count or an id written above the rows.',
  line_too_long: 'The line is longer than 64 KiB, or the JSON record than 1 MiB.',
  quote_unclosed: 'The line of a CSV opens a quote, and no record closes it.',
  cut_line: 'The archive ends inside this line.',
  too_few_fields: 'The line has fewer fields than its kind of log.',
  too_many_fields:
    'The line has more fields than its kind of log, and they are not explained by tabs in a title.',
  broken_row:
    'The line is one piece of a row broken in two, and its other piece does not follow or precede it.',
  user_id_missing: 'The user id is blank.',
  user_id_malformed: 'The user id is not a whole number from 0 to 2^63-1.',
  song_id_malformed:
    'The song id is neither a whole number from 0 to 2^63-1 nor one of the codes for an unknown song.',
  day_unknown: 'Neither the archive name nor the time stamp gives a day of the calendar.',
  day_implausible: 'The day is in the future, or before EARLIEST_DAY (see plausible days).',
  record_unreadable: 'The record is no JSON object.',
  record_not_selected: 'The member `when` of the mapping leaves the record out.',
  kind_unmapped: 'The mapping names no kind of event for this value of the record.',
  id_unfit:
    'The id of the user or song has more than 200 characters or control characters, or is an e-mail address: hash it.',
  user_erased: 'The line is good, but its user has been erased.',
  day_dropped: 'Retention dropped the day, so nothing is taken into it.',
  superseded: 'The event was posted, and an archive of its day and kind has its user.',
} as const;

export type RejectionReason = keyof typeof REJECTION_REASONS;
