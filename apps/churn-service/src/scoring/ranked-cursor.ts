import { DomainError } from '#common';
import { z } from 'zod';

/** Where a page ended, in which scores, with which bounds. */
export interface RankedCursor {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** ISO time: scores that were made anew have another one. */
  readonly scoredAt: string;
  readonly from: number;
  /** null: no upper bound. */
  readonly below: number | null;
  readonly probability: number;
  readonly userId: string;
}

const shape = z.strictObject({
  snapshotDate: z.iso.date(),
  versionId: z.int().min(1),
  scoredAt: z.iso.datetime(),
  from: z.number().min(0),
  below: z.number().nullable(),
  probability: z.number().min(0).max(1),
  userId: z.string().regex(/^\d{1,19}$/),
});

export function encodeCursor(cursor: RankedCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws DomainError invalid for anything that `encodeCursor` has not made */
export function decodeCursor(text: string): RankedCursor {
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new DomainError(
      'invalid',
      'cursor_invalid',
      'The cursor is none of ours: send nextCursor of the page before as it was.',
      { cause },
    );
  }
}
