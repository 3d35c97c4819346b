import { DomainError } from '#common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ListSource } from '../freshness/listener.js';
import type { PageEnd } from './song-ranking.js';

/**
 * Everything the next page needs to go on exactly where this one ended: events that arrive between two pages change the first page
 * of the next list, not the rest of this one.
 */
export interface PageCursor {
  modelVersion: number;
  /** Of what was asked for; another question cannot go on. */
  question: string;
  source: ListSource;
  /** The vector of a list that was folded in; null: the trained one, or none. */
  vector: Float32Array | null;
  end: PageEnd;
}

const row = z.int().min(0);
const shape = z.strictObject({
  v: z.int().min(1),
  q: z.string().max(30),
  s: z.enum(['als', 'fold-in', 'popular']),
  x: z.base64().nullable(),
  e: z.union([
    z.strictObject({ seen: z.int().min(1).max(10_000), score: z.number(), row }),
    z.strictObject({ shown: z.array(row).min(1).max(500) }),
  ]),
});

/** A short mark of a question. */
export function questionMark(question: object): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16);
}

export function encodePageCursor({ modelVersion, question, source, vector, end }: PageCursor): string {
  const x =
    vector === null
      ? null
      : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
  return Buffer.from(JSON.stringify({ v: modelVersion, q: question, s: source, x, e: end })).toString(
    'base64url',
  );
}

/**
 * @throws DomainError invalid for what {@link encodePageCursor} has not made, or for another question;
 *   conflict when another version answers by now
 */
export function decodePageCursor(
  text: string,
  expected: { modelVersion: number; question: string; factors: number },
): PageCursor {
  const { v, q, s, x, e } = parse(text);
  if (q !== expected.question) {
    throw new DomainError(
      'invalid',
      'cursor_of_another_question',
      'The cursor belongs to another question: repeat that of the first page, only the limit may change.',
    );
  }
  if (v !== expected.modelVersion) {
    throw new DomainError(
      'conflict',
      'model_version_changed',
      `The pages before came from model version ${v}, version ${expected.modelVersion} answers now: begin again without the cursor.`,
    );
  }
  const vector = x === null ? null : vectorOf(x);
  const fits = (s === 'fold-in') === (vector !== null);
  if (!fits || (vector !== null && vector.length !== expected.factors)) throw cursorInvalid();
  return { modelVersion: v, question: q, source: s, vector, end: e };
}

function parse(text: string): z.infer<typeof shape> {
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw cursorInvalid(cause);
  }
}

function vectorOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  if (bytes.length % 4 !== 0) throw cursorInvalid();
  const vector = new Float32Array(bytes.buffer);
  if (!vector.every(Number.isFinite)) throw cursorInvalid();
  return vector;
}

function cursorInvalid(cause?: unknown): DomainError {
  return new DomainError(
    'invalid',
    'cursor_invalid',
    'The cursor is none of ours: send nextCursor of the page before as it was.',
    { cause },
  );
}
