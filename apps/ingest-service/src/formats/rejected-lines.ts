import { withoutAddresses } from './without-addresses.js';
import type { RejectionReason } from './rejection.js';
import type { ScannedLine } from './scanned-line.js';
import { readId } from './whole-number.js';

/** A rejected line as it is stored. */
export interface RejectedLine {
  /** Its number in the unpacked log, or that of its record in the file, from 1. */
  number: number;
  reason: RejectionReason;
  /** Internal id; null: no user can be read from the line. */
  userId: string | null;
  /** A line of a log, or a record as a JSON object, without addresses. */
  line: string;
}

/** As `ErasedUsers`. */
interface Erased {
  has(userId: bigint): boolean;
}

/** Lines of each reason: enough to recognise a cause, and few enough to be stored with each archive. */
const EXAMPLES = 3;
/** Characters of a stored line. Longer lines are cut. */
const MOST_CHARACTERS = 16 * 1024;
/** As it is, or encoded as in searches. */
const E_MAIL = /[^\s"',;<>](?:@|%40)[\w-]+\.\w/;

/** Lines without content, records that a mapping leaves out on purpose, and lines whose user was erased. */
const NEVER_STORED: ReadonlySet<RejectionReason> = new Set([
  'empty_line',
  'record_not_selected',
  'user_erased',
]);

/**
 * The first rejected lines of one archive of each reason, as examples. A line that may name an erased user is not
 * among them: once any user was erased, neither is a line whose user cannot be read. Nor is a line with an e-mail
 * address.
 */
export class RejectedLines {
  readonly lines: RejectedLine[] = [];
  private readonly examples = new Map<RejectionReason, number>();

  /** @param erased null: no user was */
  constructor(private readonly erased: Erased | null) {}

  /** Lines that were collected before. */
  static of(lines: readonly RejectedLine[]): RejectedLines {
    const collected = new RejectedLines(null);
    collected.lines.push(...lines);
    return collected;
  }

  /** Ask it before the number and text of a line are made. */
  wants(reason: RejectionReason): boolean {
    return (this.examples.get(reason) ?? 0) < EXAMPLES && !NEVER_STORED.has(reason);
  }

  /** Adds a line that is wanted. */
  add({ number, reason, userId, line }: RejectedLine): void {
    if (this.erased !== null && (userId === null || this.erased.has(BigInt(userId)))) return;
    if (E_MAIL.test(line)) return;
    // PostgreSQL stores no NUL.
    const stored = withoutAddresses(line).replaceAll('\0', '\uFFFD').slice(0, MOST_CHARACTERS);
    this.examples.set(reason, (this.examples.get(reason) ?? 0) + 1);
    this.lines.push({ number, reason, userId, line: stored });
  }
}

/** The user of a line that was rejected. One of too many fields may be two lines, with two users. */
export function userOfLine(line: ScannedLine, reason: RejectionReason): string | null {
  if (reason === 'too_many_fields') return null;
  return readId(line.bytes, line.fieldStarts[0]!, line.fieldEnds[0]!)?.toString() ?? null;
}
