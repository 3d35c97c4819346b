import { asSigned, Database, OuterIds, UserHashing } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_AGAINST_ERASURE } from '../user-values/user-values.sql.js';
import type { Audience } from './audience.entity.js';
import type { CHANGE_REASONS } from './audience.dto.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import {
  DELETE_LISTED_USERS,
  DELETE_OLD_CHANGES,
  INSERT_LISTED_USERS,
  SELECT_AUDIENCES,
  SELECT_CHANGES,
  SELECT_FOLLOWS,
  SELECT_LISTED_IDS,
  SELECT_MEMBERS,
  SELECT_RUNS,
} from './audiences.sql.js';

export interface AudienceRun {
  readonly run: number;
  readonly snapshotDate: string;
  readonly modelVersion: number;
  readonly entered: number;
  readonly left: number;
  readonly members: number;
  readonly digest: string;
  readonly computedAt: Date;
}

/** An audience with its newest run, whose figures are null or 0 before the first one. */
export type AudienceRow = Audience & {
  readonly [Member in keyof AudienceRun]: Member extends 'members' | 'digest' | 'entered' | 'left'
    ? AudienceRun[Member]
    : AudienceRun[Member] | null;
} & { /** Whether that run is of the newest scores. */ readonly isCurrent: boolean };

export interface StoredMember {
  readonly userId: string;
  readonly since: string;
  readonly probability: number;
}

/** Behind which change a page begins. */
export interface ChangePlace {
  readonly run: number;
  readonly part: number;
  readonly userId: string;
}

export interface StoredChange extends ChangePlace {
  /** Of a user who was erased, where ids are texts. */
  readonly userText: string | null;
  readonly id: string;
  readonly entered: boolean;
  readonly reason: (typeof CHANGE_REASONS)[number];
  readonly probability: number | null;
  readonly snapshotDate: string;
}

/** Reads audiences with their members and changes, and writes the users whom rules list. */
@Injectable()
export class AudiencesRepository {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
  ) {}

  /**
   * One transaction that changes audiences: an erasure waits for its end. Each statement has the time of one
   * of a job.
   */
  async write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_AGAINST_ERASURE);
        return await work(transaction);
      },
      { statementTimeoutMs: 0 },
    );
  }

  /** One transaction that reads scores, with the time of a job. */
  async read<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return await this.database.transaction(work, { statementTimeoutMs: 0 });
  }

  /** All that are in use, oldest first. */
  async list(): Promise<AudienceRow[]> {
    return await this.database.query<AudienceRow>(SELECT_AUDIENCES, [null]);
  }

  /** Null when no audience ever had the key. */
  async find(key: string): Promise<AudienceRow | null> {
    return (await this.database.query<AudienceRow>(SELECT_AUDIENCES, [key]))[0] ?? null;
  }

  async listedUsers(id: number): Promise<string[]> {
    const rows = await this.database.query<{ userId: string }>(SELECT_LISTED_IDS, [id]);
    return rows.map(({ userId }) => userId);
  }

  /** Stores the users of the condition `users`, without those who were erased, in place of earlier ones. */
  async replaceListedUsers(
    transaction: Transaction,
    id: number,
    { conditions }: AudienceRulesBody,
  ): Promise<void> {
    await transaction.query(DELETE_LISTED_USERS, [id]);
    const listed = conditions.flatMap(({ users }) => users?.ids ?? []);
    if (listed.length === 0) return;
    const { hash } = await this.hashing.read(transaction);
    const hashes = listed.map((userId) => asSigned(hash(userId)));
    const stored = await transaction.query<{ userId: string }>(INSERT_LISTED_USERS, [id, listed, hashes]);
    await this.ids.storeNamed(
      transaction,
      'user',
      stored.map(({ userId }) => userId),
    );
  }

  /** By user id. @param after null: from the beginning */
  async members(id: number, after: string | null, limit: number): Promise<StoredMember[]> {
    return await this.database.query<StoredMember>(SELECT_MEMBERS, [id, after ?? '-1', limit]);
  }

  /** The newest run, and whether no change behind the run `after` was deleted; 0: behind none. */
  async follows(id: number, after: number): Promise<{ follows: boolean; newest: number | null }> {
    const [row] = await this.database.query<{ follows: boolean; newest: number | null }>(SELECT_FOLLOWS, [
      id,
      after,
    ]);
    return row!;
  }

  /** In the order in which they were committed, up to a run. */
  async changes(
    id: number,
    { run, part, userId }: ChangePlace,
    upTo: number,
    limit: number,
  ): Promise<StoredChange[]> {
    return await this.database.query<StoredChange>(SELECT_CHANGES, [id, run, part, userId, upTo, limit]);
  }

  /** Newest first. */
  async runs(id: number, before: number | null, limit: number): Promise<AudienceRun[]> {
    return await this.database.query<AudienceRun>(SELECT_RUNS, [id, before, limit]);
  }

  async deleteOldChanges(days: number): Promise<void> {
    await this.write((transaction) => transaction.query(DELETE_OLD_CHANGES, [days]));
  }
}
