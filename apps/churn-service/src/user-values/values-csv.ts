import { ENTITY_ID_MEANING, isEntityId } from '#common';
import { fromCell } from '#common/cells';
import { idProblem, internalIdOf } from '#common/outer-ids';

/** What a user is worth is at most this, in any currency. */
export const MOST_VALUE = 1e9;

/** One line of a file of values. */
export interface ValueLine {
  /** From 1 on; the header is the first. */
  readonly line: number;
  readonly userId: string;
  /** In a database of text ids. */
  readonly text: string | null;
  readonly value: number;
}

const HEADER = 'user_id,value';
const LONGEST_LINE = 100;
/** Of a text id all characters may be quotation marks. */
const LONGEST_TEXT_LINE = 1_000;
const CELL = /(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))(?=\s*(?:,|$))/g;
const MOST_PROBLEMS = 10;
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * A CSV of values that is read as it arrives: a header, then a line a user. Both line ends, quotes around
 * cells and empty lines are accepted. No more than a piece of the file is in memory.
 */
export class ValuesCsv {
  /** The first ten, each with its line. */
  readonly problems: string[] = [];
  /** Whether the file has had no bytes so far. */
  isEmpty = true;
  private problemCount = 0;
  private line = 0;
  private rest = '';
  private readonly longest: number;

  /** @param hasTextIds whether users have text ids */
  constructor(private readonly hasTextIds: boolean) {
    this.longest = hasTextIds ? LONGEST_TEXT_LINE : LONGEST_LINE;
  }

  /** How many lines have a problem. */
  get wrongLines(): number {
    return this.problemCount;
  }

  /** The good lines of each piece. After a problem there are none: the file is only read for other problems. */
  async *lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<ValueLine[]> {
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      this.isEmpty = false;
      const texts = (this.rest + decoder.decode(bytes, { stream: true })).split('\n');
      // Of a line without an end only so much is needed as shows that it is too long.
      this.rest = texts.pop()!.slice(0, this.longest + 1);
      yield this.read(texts);
    }
    yield this.read([this.rest]);
  }

  private read(texts: readonly string[]): ValueLine[] {
    const lines = texts.flatMap((text) => {
      this.line++;
      const found = this.line === 1 ? headerProblem(text) : this.valueOf(text.trim());
      if (typeof found === 'string') this.add(this.line, found);
      return typeof found === 'object' && found !== null ? [found] : [];
    });
    return this.problemCount > 0 ? [] : lines;
  }

  /** The value of a line; what is wrong with it; null for an empty line. */
  private valueOf(text: string): ValueLine | string | null {
    if (text === '') return null;
    if (text.length > this.longest) return `has more than ${this.longest} characters`;
    const cells = Array.from(text.matchAll(CELL), ([, quoted, plain = '']) =>
      quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'),
    );
    if (cells.length !== 2) return `has ${cells.length} cells, not 2`;
    const [id, amount] = cells as [string, string];
    const user = userOf(id, this.hasTextIds);
    if (typeof user === 'string') return user;
    const value = Number(amount);
    if (!NUMBER.test(amount) || value > MOST_VALUE)
      return `has the value ${JSON.stringify(amount)}, which is not a number from 0 to ${MOST_VALUE}`;
    return { line: this.line, ...user, value };
  }

  private add(line: number, problem: string): void {
    this.problemCount++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(`line ${line} ${problem}`);
  }
}

function headerProblem(text: string): string | null {
  const header = text.replace(BYTE_ORDER_MARK, '').replaceAll('"', '').trim();
  return header === HEADER ? null : `is not the header ${HEADER}`;
}

function userOf(cell: string, hasTextIds: boolean): Pick<ValueLine, 'userId' | 'text'> | string {
  const shown = JSON.stringify(cell);
  if (!hasTextIds)
    return isEntityId(cell)
      ? { userId: cell, text: null }
      : `has the user id ${shown}, which is not ${ENTITY_ID_MEANING}`;
  const text = fromCell(cell);
  const problem = idProblem(text);
  return problem === null
    ? { userId: internalIdOf(text), text }
    : `has the user id ${shown}, which ${problem}`;
}
