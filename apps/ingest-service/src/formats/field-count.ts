import type { RejectionReason } from './rejection.js';
import type { ScannedLine } from './scanned-line.js';
import { readDevice } from './device.js';
import { isBlank, readId, readInteger } from './whole-number.js';

/** Why a line with too few fields is rejected. @param titleField the first field of free text */
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

/** The line can be the first piece of a row that is broken inside its title or the singer after it. */
export function isRowHead(line: ScannedLine, titleField: number): boolean {
  const { bytes, fieldStarts, fieldEnds, fieldCount } = line;
  return (
    (fieldCount === titleField + 1 || fieldCount === titleField + 2) &&
    readId(bytes, fieldStarts[0]!, fieldEnds[0]!) !== undefined
  );
}

/**
 * The line can be what follows a row head: it does not begin with a user id and a device, as another row
 * does, and it either begins with an empty field or ends, as `joined` does, in the row's numbers.
 */
export function isRowTail(
  { bytes, fieldStarts, fieldEnds }: ScannedLine,
  joined: ScannedLine,
  numbers: number,
): boolean {
  if (isBlank(bytes, fieldStarts[0]!, fieldEnds[0]!)) return true;
  const startsRow =
    readId(bytes, fieldStarts[0]!, fieldEnds[0]!) !== undefined &&
    readDevice(bytes, fieldStarts[1]!, fieldEnds[1]!) !== 0;
  return !startsRow && endsInNumbers(joined, numbers);
}

/** The last `numbers` fields are whole numbers, the first of them perhaps with garbage behind it. */
export function endsInNumbers(line: ScannedLine, numbers: number): boolean {
  const { bytes, fieldStarts, fieldEnds, fieldCount } = line;
  for (let field = fieldCount - numbers + 1; field < fieldCount; field++) {
    if (readInteger(bytes, fieldStarts[field]!, fieldEnds[field]!) === undefined) return false;
  }
  const start = bytes[fieldStarts[fieldCount - numbers]!];
  return start !== undefined && ((start >= 0x30 && start <= 0x39) || start === 0x2d);
}
