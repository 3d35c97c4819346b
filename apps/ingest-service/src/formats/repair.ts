/**
 * How a field's value was recovered, or given up without losing the event. Closed list: each rule with its
 * one-line meaning. A rule counts once an event. The position in this list is the rule's bit, see
 * `repairBit`.
 */
export const REPAIR_RULES = {
  song_id_unknown: 'Song id 0, -1 or 2^64-1 means an unknown song: stored as no song.',
  device_unknown: 'A device other than ar, ip, mc, wp is stored as other (0).',
  song_type_unreadable: 'A song type that is no small whole number is left out.',
  play_seconds_address:
    'Play seconds followed by garbage with an address, as in 111>=(a.b.c.d)TM: the leading digits are kept, the address never is.',
  play_seconds_milliseconds:
    'Play time in milliseconds that agrees with the song length within 2 s: divided by 1000.',
  play_seconds_decimal: 'Play seconds with decimals or an exponent: rounded to whole seconds.',
  play_seconds_negative: 'Negative play seconds are left out; the play counts.',
  play_seconds_absurd:
    'More seconds than one play can last (6 h, or 3 times the song and 10 min beyond it) are left out; the play counts.',
  play_seconds_unreadable: 'Blank or unreadable play seconds are left out; the play counts.',
  song_seconds_impossible: 'A song length below 0 or above 6 h is left out.',
  song_seconds_unreadable: 'A blank or unreadable song length is left out.',
  title_tab_joined: 'A tab inside a title: the middle fields are joined by a blank.',
  line_break_removed: 'A bare carriage return inside a title or singer is removed.',
  row_joined: 'A row broken in two lines inside its title or singer is joined, and counts as one line.',
  html_entity: 'HTML entities in a title or singer are decoded.',
  slash_escape: 'An escaped slash (\\/) in a title or singer becomes a slash.',
  text_bytes_replaced: 'Bytes of a title, singer or query that are not UTF-8 are replaced by U+FFFD.',
  control_removed: 'Control characters in a title, singer or query are removed.',
  query_percent_decoded: 'A percent-encoded query is decoded, in both styles (%20 and + for a blank).',
  query_percent_malformed: 'A % that no two hexadecimal digits follow is kept as it is.',
  time_stamp_unreadable:
    'A search time that is no date and time is left out; the day comes from the archive name.',
} as const;

export type RepairRule = keyof typeof REPAIR_RULES;

const RULES = Object.keys(REPAIR_RULES) as RepairRule[];
const BITS = Object.fromEntries(RULES.map((rule, at) => [rule, 1 << at])) as Record<RepairRule, number>;

/** The rule's bit in an event's `repairs`; 31 rules fit. */
export function repairBit(rule: RepairRule): number {
  return BITS[rule];
}

/** The rules behind an event's `repairs`, in the order of the list. */
export function repairRules(repairs: number): RepairRule[] {
  return RULES.filter((rule) => (repairs & BITS[rule]) !== 0);
}
