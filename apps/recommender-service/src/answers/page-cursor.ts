import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import type { ListSource } from '../listener/listener.js';
import type { MixEnd, PageEnd } from './song-page.js';

/**
 * Everything the next page needs to go on exactly where this one ended: events that arrive between two pages
 * change the first page of the next list, not the rest of this one.
 */
export interface PageCursor {
  modelVersion: number;
  /** Of what was asked for; another question cannot go on. */
  question: string;
  source: ListSource;
  /** The vector of a list that was folded in; null: the trained one, or none. */
  vector: Float32Array | null;
  end: PageEnd | MixEnd;
  /** Rows that stood behind all others when the list began. */
  tired?: readonly number[];
}

/** Short, since a cursor travels in a URL. */
interface Place {
  v: number;
  q: string;
  s: ListSource;
  /** The vector's bytes in base64. */
  x: string | null;
  e: PageEnd | MixEnd;
  t?: readonly number[];
}

const LIST = 'recommendations';

/** A short mark of a question. */
export function questionMark(question: object): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 16);
}

/** Cursors of lists that a model ranks. */
@Injectable()
export class PageCursors {
  constructor(private readonly cursors: Cursors) {}

  async write({ modelVersion, question, source, vector, end, tired = [] }: PageCursor): Promise<string> {
    const x =
      vector === null
        ? null
        : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
    const place: Place = {
      ...{ v: modelVersion, q: question, s: source, x, e: end },
      ...(tired.length === 0 ? {} : { t: tired }),
    };
    return await this.cursors.write(LIST, place);
  }

  /**
   * @throws DomainError invalid for what {@link write} has not made, or for another question;
   *   conflict when another version answers by now
   */
  async read(text: string, expected: { modelVersion: number; question: string }): Promise<PageCursor> {
    const { v, q, s, x, e, t = [] } = await this.cursors.read<Place>(LIST, text);
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
    const vector = x === null ? null : new Float32Array(Uint8Array.from(Buffer.from(x, 'base64')).buffer);
    return { modelVersion: v, question: q, source: s, vector, end: e, tired: t };
  }
}
