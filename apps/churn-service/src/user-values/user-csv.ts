import { ENTITY_ID_MEANING, isEntityId } from '#common';
import { fromCell } from '#common/cells';
import { idProblem, internalIdOf } from '#common/outer-ids';

/** What a file about users has. */
export interface UserColumns {
  /** Names of the columns behind `user_id`. */
  readonly names: readonly string[];
  /** Most characters of their cells in a line. */
  readonly longest: number;
  /** The cells as they are stored, or what is wrong with them, the end of a sentence about the line. */
  read(cells: readonly string[]): (string | null)[] | string;
}

/** One line of a file about users. */
export interface UserLine {
  /** From 1 on; the header is the first. */
  readonly line: number;
  readonly userId: string;
  /** In a database of text ids. */
  readonly text: string | null;
  readonly cells: (string | null)[];
}

/** Characters of an id. Of a text id all may be quotation marks. */
const LONGEST = { number: 50, text: 950 };
const CELL = /(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))(?=\s*(?:,|$))/g;
const MOST_PROBLEMS = 10;
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * A CSV about users that is read as it arrives: a header, then a line a user. Both line ends, quotes around
 * cells and empty lines are accepted. No more than a piece of the file is in memory.
 */
export class UserCsv {
  /** The first ten, each with its line. */
  readonly problems: string[] = [];
  /** Whether the file has had no bytes so far. */
  isEmpty = true;
  private problemCount = 0;
  private line = 0;
  private rest = '';
  private readonly longest: number;

  /** @param hasTextIds whether users have text ids */
  constructor(
    private readonly hasTextIds: boolean,
    private readonly columns: UserColumns,
  ) {
    this.longest = (hasTextIds ? LONGEST.text : LONGEST.number) + columns.longest;
  }

  /** How many lines have a problem. */
  get wrongLines(): number {
    return this.problemCount;
  }

  /** The good lines of each piece. After a problem there are none: the file is only read for other problems. */
  async *lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<UserLine[]> {
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

  private read(texts: readonly string[]): UserLine[] {
    const lines = texts.flatMap((text) => {
      this.line++;
      const found = this.line === 1 ? this.headerProblem(text) : this.lineOf(text.trim());
      if (typeof found === 'string') this.add(this.line, found);
      return typeof found === 'object' && found !== null ? [found] : [];
    });
    return this.problemCount > 0 ? [] : lines;
  }

  private headerProblem(text: string): string | null {
    const wanted = ['user_id', ...this.columns.names].join(',');
    const header = text.replace(BYTE_ORDER_MARK, '').replaceAll('"', '').trim();
    return header === wanted ? null : `is not the header ${wanted}`;
  }

  /** What a line says; what is wrong with it; null for an empty line. */
  private lineOf(text: string): UserLine | string | null {
    if (text === '') return null;
    if (text.length > this.longest) return `has more than ${this.longest} characters`;
    const cells = Array.from(text.matchAll(CELL), ([, quoted, plain = '']) =>
      quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'),
    );
    const expected = 1 + this.columns.names.length;
    if (cells.length !== expected) return `has ${cells.length} cells, not ${expected}`;
    const [id, ...others] = cells as [string, ...string[]];
    const user = userOf(id, this.hasTextIds);
    if (typeof user === 'string') return user;
    const read = this.columns.read(others);
    return typeof read === 'string' ? read : { line: this.line, ...user, cells: read };
  }

  private add(line: number, problem: string): void {
    this.problemCount++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(`line ${line} ${problem}`);
  }
}

function userOf(cell: string, hasTextIds: boolean): Pick<UserLine, 'userId' | 'text'> | string {
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
