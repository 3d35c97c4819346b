import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';

/** What must be the same on all pages of a list. */
export interface PagedList {
  modelVersion: number;
  /** See {@link questionMark}. */
  question: string;
}

/** Short, since a cursor travels in a URL: version, question, and where the page ended. */
type Place<End> = readonly [version: number, question: string, end: End];

const LIST = 'recommendations';

/** A short mark of a question. */
export function questionMark(question: object): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 16);
}

/** Cursors of lists that a model ranks. */
@Injectable()
export class PageCursors {
  constructor(private readonly cursors: Cursors) {}

  /** @param end what the next page needs to go on, as JSON can hold it. */
  async write({ modelVersion, question }: PagedList, end: object): Promise<string> {
    return await this.cursors.write(LIST, [modelVersion, question, end] satisfies Place<object>);
  }

  /**
   * @throws DomainError invalid for what {@link write} has not made, or for another question;
   *   conflict when another version answers by now
   */
  async read<End>(text: string, expected: PagedList): Promise<End> {
    const [version, question, end] = await this.cursors.read<Place<End>>(LIST, text);
    if (question !== expected.question) {
      throw new DomainError(
        'invalid',
        'cursor_of_another_question',
        'The cursor belongs to another question: repeat that of the first page, only the limit may change.',
      );
    }
    if (version !== expected.modelVersion) {
      throw new DomainError(
        'conflict',
        'model_version_changed',
        `The pages before came from model version ${version}, version ${expected.modelVersion} answers now: begin again without the cursor.`,
      );
    }
    return end;
  }
}
