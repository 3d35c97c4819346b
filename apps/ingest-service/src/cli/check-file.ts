import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import { passedOverBy } from '../formats/passed-over.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import type { RepairRule } from '../formats/repair.js';
import { readerOf } from '../loading/log-reader.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import { checkMapping } from '../mapping-checks/check-mapping.js';
import { checkedDraft } from '../mapping-checks/checked-draft.js';
import { headOf, isUtf16 } from '../sources/content-packing.js';
import { CommandError } from '../terminal.js';
import { explained, listed, sum } from './load-report.js';

const DRAFTED_BYTES = 1024 * 1024;

/**
 * What a file would become by a mapping, in lines of text: its first events, totals, rejections and repairs, and
 * which names loads pass over.
 */
export async function checkFile(
  path: string,
  mapping: Mapping,
  passOver: readonly string[],
): Promise<{ text: string; events: number }> {
  const pattern = passedOverBy(basename(path), passOver);
  const ofFile = mappingOfFile(mapping, path);
  if (ofFile === null)
    throw new CommandError(`The member path of the mapping, ${mapping.path!}, does not match ${path}.`);
  const check = await checkMapping(ofFile, readerOf({ path, version: null, mapping: ofFile }));
  const {
    refusal,
    firstEvents,
    records,
    events,
    firstDay,
    lastDay,
    rejected,
    firstRejected,
    repaired,
    ...distinct
  } = check;
  const first = firstEvents.map(
    (event) =>
      `  ${Object.values(event)
        .filter((value) => value !== null)
        .join('  ')}`,
  );
  const lines = [
    ...(refusal === null ? [] : [`Refused: ${refusal.reason}: ${refusal.detail}`]),
    ...(first.length === 0 ? [] : ['First events:', ...first]),
    `Records:  ${records.toLocaleString('en')}.`,
    `Events:   ${listed(events)}${firstDay === null ? '' : `, ${firstDay} to ${lastDay!}`}.`,
    `Of them:  ${listed(distinct)}.`,
    'Rejected:',
    ...explained(rejected, (reason) => REJECTION_REASONS[reason as RejectionReason]),
    ...(firstRejected.length === 0 ? [] : ['First of each reason:']),
    ...firstRejected.map(({ record, reason, text }) => `  ${reason}, record ${record}: ${text}`),
    'Repaired:',
    ...explained(repaired, (rule) => REPAIR_RULES[rule as RepairRule]),
    `Passed over in folders: hidden and empty files, and ${passOver.join(', ')} (LOGS_PASS_OVER).`,
    ...(pattern === null
      ? []
      : [`A load of its folder passes over ${basename(path)}: it is like ${pattern}.`]),
  ];
  return { text: lines.join('\n'), events: sum(events) };
}

/** A first draft of a mapping of the file, as YAML. @throws CommandError */
export async function draftOfFile(path: string): Promise<string> {
  const head = await headOf(path, DRAFTED_BYTES);
  // The columns of Parquet are named at its end.
  const isParquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (isUtf16(head)) throw new CommandError(`${path}: ${ARCHIVE_REASONS.utf_16}`);
  const draft = await checkedDraft(path, isParquet ? await readFile(path) : head, false);
  if (draft === null)
    throw new CommandError(`${path} cannot be read, or is neither JSON, a CSV nor a Parquet file.`);
  return draft.text;
}
