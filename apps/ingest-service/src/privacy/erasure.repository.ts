import type { Transaction } from '#common';
import { Database, LONG_STATEMENTS, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import { lockDays } from '../storage/locks/archive-locks.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { LOCK_AUDIENCES, LOCK_ROWS_OF_USERS } from '../storage/locks/locks.sql.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { DAY_TABLES, EVENT_TABLES, partitionOf } from '../storage/tables.js';
import type { ReadmissionDto } from './erasure.dto.js';
import * as sql from './erasure.sql.js';
import { tablesBy } from './user-tables.js';

/** Rows that went, by table. */
export type GoneRows = Record<string, number>;

/** Whom a run erases. */
interface ErasureList {
  userIds: string[];
  /** The newest erasure that is among them. */
  newest: number;
}

@Injectable()
export class ErasureRepository {
  constructor(
    private readonly database: Database,
    private readonly exclusions: Exclusions,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly songs: SongsRepository,
    private readonly merges: SongMerges,
    private readonly events: EventsRepository,
    private readonly ids: OuterIds,
  ) {}

  /**
   * Takes the users out of everything: they are excluded by id until all rows of them are deleted, they leave
   * their audiences, and their later events are recognised for ever.
   * @returns the number of the erasure
   */
  async begin(userIds: readonly string[], askedBy: string): Promise<number> {
    return await this.database.transaction(async (transaction) => {
      const byHand = await this.exclusions.excludeErased(transaction, userIds);
      const [erasure] = await transaction.query<{ id: number }>(sql.INSERT_ERASURE, [
        userIds.length,
        askedBy,
      ]);
      await this.erasedUsers.add(transaction, userIds, erasure!.id, byHand);
      // A transaction that takes the lock later sees the exclusion.
      await transaction.query(LOCK_AUDIENCES);
      await transaction.query(sql.ERASE_FROM_AUDIENCES, [userIds]);
      return erasure!.id;
    });
  }

  /**
   * Takes the users off the list of erased ones and hands them back to the rules: all of them, or none.
   * @throws DomainError conflict (user_being_erased)
   */
  async readmit(userIds: readonly string[]): Promise<ReadmissionDto> {
    return await this.database.transaction(async (transaction) => {
      await this.exclusions.lockDecisions(transaction, userIds);
      const included = await this.exclusions.includeIn(transaction, userIds);
      const { suppressed, ...erased } = await this.erasedUsers.remove(transaction, userIds);
      await this.ids.storeNamed(transaction, 'user', suppressed);
      return { users: userIds.length, ...erased, included, suppressed: suppressed.length };
    });
  }

  async list(): Promise<ErasureList> {
    return await this.database.transaction(async (transaction) => {
      const userIds = await this.exclusions.erasing(transaction);
      const [newest] = await transaction.query<{ id: number }>(sql.SELECT_NEWEST_ERASURE);
      return { userIds, newest: newest!.id };
    });
  }

  /** Transactions that write events now. */
  async writers(): Promise<string[]> {
    const rows = await this.database.query<{ holder: string }>(sql.SELECT_WRITERS);
    return rows.map(({ holder }) => holder);
  }

  /** Ids of the jobs of these kinds that run now. */
  async runningJobs(kinds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql.SELECT_RUNNING_JOBS, [kinds]);
    return rows.map(({ id }) => id);
  }

  async daysOf(userIds: readonly string[]): Promise<string[]> {
    return await this.database.transaction(async (transaction) => {
      const rows = await transaction.query<{ day: string }>(sql.SELECT_DAYS_OF, [userIds]);
      return rows.map(({ day }) => day);
    }, LONG_STATEMENTS);
  }

  /**
   * Takes the users out of one day, in one transaction; loads and posted events of that day wait meanwhile.
   */
  async eraseDay(day: string, userIds: readonly string[]): Promise<GoneRows> {
    const gone = await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetention(transaction);
      await transaction.query(sql.LOCK_DATELESS_ARCHIVES, [day]);
      await lockDays(transaction, [day]);
      const [partition] = await transaction.query<{ has: boolean }>(sql.hasPartitionSql(day));
      return partition!.has ? await this.eraseDayIn(transaction, day, userIds) : {};
    }, LONG_STATEMENTS);
    faultPoint('erased_day_committed');
    return gone;
  }

  /** Takes the users out of the tables that have no days, and sends their ids to endpoints that have got them. */
  async eraseRows(
    userIds: readonly string[],
  ): Promise<{ rows: GoneRows; endpoints: string[]; untold: string[] }> {
    const shown = await this.ids.shown('user', userIds);
    const tables = (['plain', 'lines', 'scores', 'audiences'] as const).flatMap(tablesBy);
    const gone = await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_ROWS_OF_USERS);
      const sent = await transaction.query<{ name: string }>(sql.SEND_ERASED, [userIds, userIds.map(shown)]);
      const untold = await transaction.query<{ name: string }>(sql.SELECT_UNTOLD, [userIds]);
      const rows: GoneRows = {};
      await this.erasedUsers.keepSuppressions(transaction, userIds);
      for (const table of tablesBy('plain'))
        rows[table] = await this.count(transaction, sql.eraseRowsSql(table), userIds);
      for (const table of tablesBy('lines'))
        rows[table] = await this.count(transaction, sql.eraseLinesSql(table), userIds);
      for (const table of tablesBy('scores'))
        rows[table] = await this.count(transaction, sql.ERASE_SCORES, userIds);
      const namesOf = (receivers: { name: string }[]): string[] => receivers.map(({ name }) => name);
      return { rows, endpoints: namesOf(sent), untold: namesOf(untold) };
    }, LONG_STATEMENTS);
    await this.analyze(tables);
    faultPoint('erased_rows_committed');
    return gone;
  }

  async hasRecommender(): Promise<boolean> {
    return (await this.database.query<{ has: boolean }>(sql.SELECT_HAS_RECOMMENDER))[0]!.has;
  }

  /** Where snapshots of scores have been written to. */
  async published(): Promise<string[]> {
    return (await this.database.query<{ name: string }>(sql.SELECT_PUBLISHED)).map(({ name }) => name);
  }

  /** Names of versions that have learned from sums of users. */
  async learnedBy(): Promise<string[]> {
    return (await this.database.query<{ name: string }>(sql.SELECT_LEARNED_BY)).map(({ name }) => name);
  }

  /** Nothing is left but that they were excluded: this goes too. */
  async finish({ userIds, newest }: ErasureList): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.exclusions.forgetErased(transaction, userIds);
      await transaction.query(sql.FINISH_ERASURES, [newest]);
      await transaction.query(sql.RENEW_KEPT_LISTS);
      await transaction.query(sql.DELETE_COPIES_OF_MESSAGES);
    }, LONG_STATEMENTS);
    await this.analyze(tablesBy('exclusions'));
    await this.events.analyze();
    await this.merges.mergeLeft();
  }

  /**
   * In a transaction of its own: after a change of a reference table Citus refuses ANALYZE. After a crash
   * before it the next run does it.
   */
  private async analyze(tables: readonly string[]): Promise<void> {
    await this.database.transaction(
      (transaction) => transaction.query(sql.analyzeSql(tables)),
      LONG_STATEMENTS,
    );
  }

  private async eraseDayIn(
    transaction: Transaction,
    day: string,
    userIds: readonly string[],
  ): Promise<GoneRows> {
    const rows: GoneRows = {};
    const unmerged = this.songs.begin();
    for (const table of Object.values(EVENT_TABLES)) {
      await this.songs.takeBack(transaction, unmerged, table, day, { users: userIds });
      rows[table] = await this.count(transaction, sql.eraseEventsSql(table, day), userIds);
    }
    rows['user_day'] = await this.count(transaction, sql.eraseRowsSql(partitionOf('user_day', day)), userIds);
    await transaction.query(
      sql.analyzeSql(
        DAY_TABLES.map((table) => partitionOf(table, day)),
        ' (user_id)',
      ),
    );
    return rows;
  }

  private async count(
    transaction: Transaction,
    statement: string,
    userIds: readonly string[],
  ): Promise<number> {
    return (await transaction.query<{ rows: number }>(statement, [userIds]))[0]!.rows;
  }
}
