import type { RejectionReason } from './rejection.js';
import type { ScannedLine } from './scanned-line.js';
import { isBlank, readId } from './whole-number.js';

/** Why a line with fewer fields than `expected` is rejected. `titleField` is the first field that holds free text. */
export function tooFewFields(line: ScannedLine, titleField: number): RejectionReason {
  const { bytes, fieldStarts, fieldEnds } = line;
  if (line.start === line.end) return 'empty_line';
  if (line.fieldCount === 1) {
    return readId(bytes, line.start, line.end) === undefined ? 'too_few_fields' : 'count_line';
  }
  return isRowHead(line, titleField) || isBlank(bytes, fieldStarts[0]!, fieldEnds[0]!)
    ? 'broken_row'
    : 'too_few_fields';
}

/** The line can be the first piece of a row broken inside its title (field `titleField`) or the singer after it. */
export function isRowHead(line: ScannedLine, titleField: number): boolean {
  const { bytes, fieldStarts, fieldEnds, fieldCount } = line;
  return (
    (fieldCount === titleField + 1 || fieldCount === titleField + 2) &&
    readId(bytes, fieldStarts[0]!, fieldEnds[0]!) !== undefined
  );
}
