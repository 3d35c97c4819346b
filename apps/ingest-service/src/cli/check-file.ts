import { ArchiveRefused } from '../formats/archive-refusal.js';
import { DEFAULT_DAY_LIMITS, plausibleDays } from '../formats/plausible-day.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import type { RepairRule } from '../formats/repair.js';
import type { MappedLine } from '../mapping/mapped-events.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { createMappedLog, readerOf } from '../loading/mapped-log.js';
import { increase } from './load-report.js';
import type { Counts } from './load-report.js';
import { explained, listed } from './report-text.js';

const SHOWN_EVENTS = 5;

/** What a file would become by a mapping, in lines of text: its first events, totals, rejections and repairs. */
export async function checkFile(path: string, mapping: Mapping): Promise<{ text: string; events: number }> {
  const [events, rejected, repaired]: [Counts, Counts, Counts] = [{}, {}, {}];
  const first: string[] = [];
  const days = { first: '9999-12-31', last: '' };
  let [records, problem] = [0, ''];
  for (const kind of kindsOf(mapping)) {
    const plausible = plausibleDays(DEFAULT_DAY_LIMITS, Date.now());
    const log = createMappedLog(mapping, kind, 0, null, plausible, (read) => {
      if (first.length < SHOWN_EVENTS) first.push(shown(read));
      if (read.day < days.first) days.first = read.day;
      if (read.day > days.last) days.last = read.day;
    });
    const reader = readerOf({ path, version: null }, mapping);
    try {
      for await (const chunk of reader.chunks()) {
        log.lines.push(chunk);
        log.rows.take();
      }
      log.lines.finish(reader.damage !== null);
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      problem = [
        `Refused: ${error.reason}: ${error.message}`,
        (error.cause as Error | undefined)?.message,
      ].join(' ');
    }
    const { tally } = log;
    records += tally.lines;
    increase(events, kind, tally.events);
    for (const [reason, count] of Object.entries(tally.rejected())) increase(rejected, reason, count);
    for (const [rule, count] of Object.entries(tally.repaired())) increase(repaired, rule, count);
  }
  const lines = [
    ...(problem === '' ? [] : [problem]),
    ...(first.length === 0 ? [] : ['First events:', ...first]),
    `Records:  ${records.toLocaleString('en')}.`,
    `Events:   ${listed(events)}${days.last === '' ? '' : `, ${days.first} to ${days.last}`}.`,
    'Rejected:',
    ...explained(rejected, (reason) => REJECTION_REASONS[reason as RejectionReason]),
    'Repaired:',
    ...explained(repaired, (rule) => REPAIR_RULES[rule as RepairRule]),
  ];
  return { text: lines.join('\n'), events: Object.values(events).reduce((all, count) => all + count, 0) };
}

/** The event as it is stored: day, kind, ids, and the fields of its line. */
function shown({ day, kind, user, song, line }: MappedLine): string {
  const fields = line.split('\t').slice(kind === 'search' ? 1 : 3);
  return `  ${[day, kind, user, song, ...fields].filter((field) => field !== '').join('  ')}`;
}
