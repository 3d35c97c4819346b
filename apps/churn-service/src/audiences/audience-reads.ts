import { Cursors, Database, DomainError, Exports, leftOutOf, OuterIds } from '#common';
import type { CursorQuery, LeftOutDto } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { userLines } from '../delivery/user-lines.js';
import type { LineFormat } from '../delivery/user-lines.js';
import type {
  AudienceChangeDto,
  AudienceChangesDto,
  AudienceChangesQuery,
  AudienceMemberDto,
  AudienceMembersDto,
  AudienceRunDto,
  AudienceRunsDto,
} from './audience.dto.js';
import { newestRunOf } from './audience.entity.js';
import type { AudienceRow } from './audience.entity.js';
import {
  SELECT_CHANGES,
  SELECT_FOLLOWS,
  SELECT_MEMBERS,
  SELECT_RUN_WITH_MEMBERS,
  SELECT_RUNS,
} from './audiences.sql.js';

/** What members were exported, for the receiver to compare. */
export interface AudienceHead {
  readonly run: number;
  readonly snapshotDate: string | null;
  readonly members: number;
  readonly digest: string;
  /** Members of the run who may be contacted no more, and are not in the file. */
  readonly leftOut: LeftOutDto;
  /** Cursor of the changes that follow. */
  readonly after: string;
}

/** Without a user where the audience has no members. */
type ExportRow = Omit<AudienceHead, 'after'> & Omit<AudienceMemberDto, 'userId'> & { userId: string | null };

/** Behind which change a page begins. */
interface ChangePlace {
  readonly run: number;
  readonly part: number;
  readonly userId: string;
}

/** userText: of a user who was erased, where ids are texts. */
type ChangeRow = AudienceChangeDto & ChangePlace & { readonly userText: string | null };

const EXPORT_ROWS = 2_000;
/** Behind all changes of a run. */
const LAST_PLACE = { part: 2_147_483_647, userId: '9223372036854775807' };
const NO_RUN = { run: 0, snapshotDate: null, members: 0, digest: '0', leftOut: leftOutOf([]) };

/** Lists members, changes and runs of an audience. */
@Injectable()
export class AudienceReads {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly exports: Exports,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError invalid (cursor_invalid) */
  async members(audience: AudienceRow, query: CursorQuery): Promise<AudienceMembersDto> {
    const { rows, nextCursor } = await this.cursors.page<string, AudienceMemberDto>(
      `members of ${audience.id}`,
      query,
      (after, count) => this.database.query(SELECT_MEMBERS, [...setOf(audience), after ?? '-1', count]),
      ({ userId }) => userId,
    );
    return { newestRun: newestRunOf(audience), members: rows, nextCursor };
  }

  /**
   * All members as one statement sees them, with the run that they are of.
   * @throws DomainError too_many (exports_busy)
   */
  async export(
    audience: AudienceRow,
    format: LineFormat,
    gone: AbortSignal,
  ): Promise<{ head: AudienceHead; lines: Readable }> {
    const statement = { sql: SELECT_RUN_WITH_MEMBERS, parameters: setOf(audience), batchRows: EXPORT_ROWS };
    let head: AudienceHead | null = null;
    const lines = await this.exports.write<ExportRow>(
      statement,
      async function* (this: AudienceReads, batches: AsyncGenerator<ExportRow[]>): AsyncGenerator<string> {
        const first = await batches.next();
        const [row] = first.done === true ? [] : first.value;
        const { run, snapshotDate, members, digest, leftOut } = row ?? NO_RUN;
        const after = await this.cursors.write(changesOf(audience.id), { run, ...LAST_PLACE });
        head = { run, snapshotDate, members, digest, leftOut, after };
        // The first piece is made before the answer begins.
        yield format === 'csv' ? 'user_id,probability,since\n' : '';
        for (let next = first; next.done !== true; next = await batches.next())
          yield await userLines(this.ids, membersIn(next.value), format);
        if (format === 'ndjson') yield `${JSON.stringify(head)}\n`;
      }.bind(this),
      gone,
    );
    return { head: head!, lines };
  }

  /**
   * Changes in the order in which they were committed.
   * @throws DomainError invalid (cursor_invalid), conflict (changes_deleted)
   */
  async changes({ id }: AudienceRow, { after, limit }: AudienceChangesQuery): Promise<AudienceChangesDto> {
    const list = changesOf(id);
    const place =
      after === undefined ? { run: 0, ...LAST_PLACE } : await this.cursors.read<ChangePlace>(list, after);
    const [stored] = await this.database.query<{ follows: boolean; newest: number | null }>(SELECT_FOLLOWS, [
      id,
      place.run,
    ]);
    if (after !== undefined && !stored!.follows)
      throw new DomainError(
        'conflict',
        'changes_deleted',
        'Changes behind this place were deleted after AUDIENCE_CHANGES_KEEP_DAYS: export the members, and go on from there.',
      );
    const newest = stored!.newest ?? 0;
    // Runs are committed in the order of their numbers: none up to the newest is missing.
    const parameters = [id, place.run, place.part, place.userId, newest, limit + 1];
    const found = await this.database.query<ChangeRow>(SELECT_CHANGES, parameters);
    const rows = found.slice(0, limit);
    const hasMore = found.length > limit;
    const { run, part, userId } = hasMore ? rows.at(-1)! : { run: newest, ...LAST_PLACE };
    const shown = await this.ids.shown(
      'user',
      rows.map((row) => row.userId),
    );
    return {
      changes: rows.map(({ part: _part, userText, ...change }) => ({
        ...change,
        userId: userText ?? shown(change.userId),
      })),
      after: await this.cursors.write(list, { run, part, userId } satisfies ChangePlace),
      hasMore,
    };
  }

  /** Runs, newest first. @throws DomainError invalid (cursor_invalid) */
  async history({ id }: AudienceRow, query: CursorQuery): Promise<AudienceRunsDto> {
    const { rows, nextCursor } = await this.cursors.page<number, AudienceRunDto>(
      `runs of ${id}`,
      query,
      (before, count) => this.database.query(SELECT_RUNS, [id, before, count]),
      ({ run }) => run,
    );
    return { runs: rows, nextCursor };
  }
}

/** An audience, and the scores that its newest run is of. */
function setOf({ id, snapshotDate, versionId }: AudienceRow): unknown[] {
  return [id, snapshotDate, versionId];
}

/** The list of a cursor of changes. */
function changesOf(audience: number): string {
  return `changes of ${audience}`;
}

function membersIn(rows: readonly ExportRow[]): AudienceMemberDto[] {
  return rows.flatMap(({ userId, probability, since }) =>
    userId === null ? [] : [{ userId, probability, since }],
  );
}
