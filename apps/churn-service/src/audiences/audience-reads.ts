import { Cursors, DomainError, Exports, OuterIds } from '#common';
import type { CursorQuery } from '#common';
import { quotedCell } from '#common/cells';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type {
  AudienceChangesDto,
  AudienceChangesQuery,
  AudienceMembersDto,
  AudienceRunDto,
  AudienceRunsDto,
} from './audience.dto.js';
import { AudiencesRepository } from './audiences.repository.js';
import type { AudienceRow, AudienceRun, ChangePlace, StoredMember } from './audiences.repository.js';
import { SELECT_RUN_WITH_MEMBERS } from './audiences.sql.js';

type Format = 'csv' | 'ndjson';
/** Of the statement: without a user where the audience has no members. */
type ExportRow = { [Member in keyof StoredMember]: StoredMember[Member] | null } & Omit<
  AudienceHead,
  'after'
>;

/** What members were exported, for the receiver to compare. */
export interface AudienceHead {
  readonly run: number;
  readonly snapshotDate: string | null;
  readonly members: number;
  readonly digest: string;
  /** Cursor of the changes that follow. */
  readonly after: string;
}

const EXPORT_ROWS = 2_000;
/** Behind all changes of a run. */
const LAST_PLACE = { part: 2_147_483_647, userId: '9223372036854775807' };
const NO_RUN = { run: 0, snapshotDate: null, members: 0, digest: '0' };

/** Lists members, changes and runs of an audience. */
@Injectable()
export class AudienceReads {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly cursors: Cursors,
    private readonly exports: Exports,
    private readonly ids: OuterIds,
  ) {}

  /** @throws DomainError invalid (cursor_invalid) */
  async members(audience: AudienceRow, query: CursorQuery): Promise<AudienceMembersDto> {
    const { rows, nextCursor } = await this.cursors.page<string, StoredMember>(
      `members of ${audience.id}`,
      query,
      (after, count) => this.audiences.members(audience.id, after, count),
      ({ userId }) => userId,
    );
    return { newestRun: describeRun(audience), members: rows, nextCursor };
  }

  /**
   * All members as one statement sees them, with the run that they are of.
   * @throws DomainError too_many (exports_busy)
   */
  async export(
    { id }: AudienceRow,
    format: Format,
    gone: AbortSignal,
  ): Promise<{ head: AudienceHead; lines: Readable }> {
    const statement = { sql: SELECT_RUN_WITH_MEMBERS, parameters: [id], batchRows: EXPORT_ROWS };
    let head: AudienceHead | null = null;
    const lines = await this.exports.write<ExportRow>(
      statement,
      async function* (this: AudienceReads, batches: AsyncGenerator<ExportRow[]>): AsyncGenerator<string> {
        const first = await batches.next();
        const [row] = first.done === true ? [] : first.value;
        const { run, snapshotDate, members, digest } = row ?? NO_RUN;
        const after = await this.cursors.write(changesOf(id), { run, ...LAST_PLACE });
        head = { run, snapshotDate, members, digest, after };
        // The first piece is made before the answer begins.
        yield format === 'csv' ? 'user_id,probability,since\n' : '';
        for (let next = first; next.done !== true; next = await batches.next())
          yield await this.linesOf(next.value, format);
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
    const { follows, newest } = await this.audiences.follows(id, place.run);
    if (after !== undefined && !follows)
      throw new DomainError(
        'conflict',
        'changes_deleted',
        'Changes behind this place were deleted after AUDIENCE_CHANGES_KEEP_DAYS: export the members, and go on from there.',
      );
    // Runs are committed in the order of their numbers: none up to the newest is missing.
    const found = await this.audiences.changes(id, place, newest ?? 0, limit + 1);
    const rows = found.slice(0, limit);
    const hasMore = found.length > limit;
    const { run, part, userId } = hasMore ? rows.at(-1)! : { run: newest ?? 0, ...LAST_PLACE };
    const shown = await this.ids.shown(
      'user',
      rows.map((row) => row.userId),
    );
    return {
      changes: rows.map((row) => ({
        id: row.id,
        userId: row.userText ?? shown(row.userId),
        entered: row.entered,
        reason: row.reason,
        probability: row.probability,
        run: row.run,
        snapshotDate: row.snapshotDate,
      })),
      after: await this.cursors.write(list, { run, part, userId } satisfies ChangePlace),
      hasMore,
    };
  }

  /** Runs, newest first. @throws DomainError invalid (cursor_invalid) */
  async history({ id }: AudienceRow, query: CursorQuery): Promise<AudienceRunsDto> {
    const { rows, nextCursor } = await this.cursors.page<number, AudienceRun>(
      `runs of ${id}`,
      query,
      (before, count) => this.audiences.runs(id, before, count),
      ({ run }) => run,
    );
    return { runs: rows.map((run) => describeRun(run)!), nextCursor };
  }

  private async linesOf(rows: readonly ExportRow[], format: Format): Promise<string> {
    const members = rows.filter((row): row is ExportRow & StoredMember => row.userId !== null);
    const shown = await this.ids.shown(
      'user',
      members.map(({ userId }) => userId),
    );
    return members
      .map(({ userId: id, probability, since }) => {
        const userId = shown(id);
        return format === 'csv'
          ? `${quotedCell(userId)},${probability},${since}\n`
          : `${JSON.stringify({ userId, probability, since })}\n`;
      })
      .join('');
  }
}

/** The list of a cursor of changes. */
function changesOf(audience: number): string {
  return `changes of ${audience}`;
}

/** Null before the first run. */
export function describeRun({
  run,
  snapshotDate,
  modelVersion,
  entered,
  left,
  members,
  digest,
  computedAt,
}: Pick<AudienceRow, keyof AudienceRun>): AudienceRunDto | null {
  if (run === null) return null;
  return {
    run,
    snapshotDate: snapshotDate!,
    modelVersion: modelVersion!,
    entered,
    left,
    members,
    digest,
    computedAt: computedAt!.toISOString(),
  };
}
