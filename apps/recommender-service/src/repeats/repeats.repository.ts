import { Database } from '#common';
import type { Transaction } from '#common';
import { Injectable, Module } from '@nestjs/common';
import { CANCEL_STATEMENT } from '../interactions/interactions.sql.js';
import {
  bestHalfLife,
  evaluateRepeats,
  TRIED_HALF_LIVES,
  tryHalfLife,
  USUAL_HALF_LIFE,
} from './evaluate-repeats.js';
import type { RepeatRankings } from './evaluate-repeats.js';
import {
  ANALYZE_CHANGED_LISTENER,
  CREATE_CHANGED_LISTENER,
  insertChangedListeners,
  RENEW_SHORT_SONGS,
} from './changed-listeners.sql.js';
import type { LaterPlay, PlayHabits } from './repeat-rule.js';
import {
  DELETE_REPEATS,
  INSERT_REPEAT_COUNT,
  insertRepeats,
  SELECT_NO_REPEATS,
  SELECT_REPEAT_COUNT,
  SELECT_REPEATS_OF_USER,
  selectRepeatRankings,
  SET_HASH_MEMORY,
  SET_ROWS_IN_ORDER,
} from './repeats.sql.js';
import type { CountedRepeats, RepeatRuleDto } from './repeat-report.dto.js';

/** A song of a user's own, as counted. */
export interface RepeatSong {
  songId: string;
  score: number;
  /** Last day on which it was heard and not skipped. */
  lastDay: string;
}

export interface UserRepeats extends PlayHabits {
  dataTo: string;
  /** As counted with. */
  halfLifeDays: number;
  /** When it was read, by the clock of PostgreSQL. */
  at: string;
  isExcluded: boolean;
  songs: RepeatSong[];
  plays: LaterPlay[];
}

interface Row extends PlayHabits {
  at: string;
  halfLifeDays: number;
  dataTo: string;
  isExcluded: boolean;
  songIds: string[] | null;
  scores: number[] | null;
  /** What scores are multiplied with. */
  kept: number | null;
  lastDays: string[] | null;
  plays: LaterPlay[] | null;
}

/** Of one user; by score: with each half-life. */
type RankingsRow = Omit<RepeatRankings, 'byScore'> & { byScores: string[][] };

/** Days that a counting reads, and where the evaluation cuts them. */
export interface RepeatDays {
  to: string;
  /** Null when no day can be held out. */
  cut: string | null;
  /** The cut of the days up to the one above, by which half-lives are chosen; null: none are tried. */
  earlierCut: string | null;
}

/** Keeps what each user listens to again. */
@Injectable()
export class RepeatsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts what is there now, of users whose plays or songs have changed since they were counted; requests see what
   * was counted before until all of it is done. Posted plays count once: here, or as later ones. A half-life of 0
   * is chosen on the days before those held out.
   * @param daysIn finds the days by the same snapshot of the database. @param signal ends the statement that runs.
   */
  async count(
    rule: RepeatRuleDto,
    daysIn: (transaction: Transaction) => Promise<RepeatDays>,
    evaluation: { users: number; k: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { k, users } = evaluation;
    const { minSongSeconds } = rule;
    const work = async (transaction: Transaction): Promise<void> => {
      await transaction.query(SET_HASH_MEMORY);
      await transaction.query(SET_ROWS_IN_ORDER);
      const { cut, earlierCut, to } = await daysIn(transaction);
      const ranked = async (halfLives: number[], from: string, last: string): Promise<RepeatRankings[][]> => {
        const parameters = [from, minSongSeconds, last, k, users, ...halfLives];
        const rows = await transaction.query<RankingsRow>(selectRepeatRankings(halfLives.length), parameters);
        return halfLives.map((_, n) =>
          rows.map(({ byScores, ...user }) => ({ ...user, byScore: byScores[n]! })),
        );
      };
      const isChosen = rule.halfLifeDays === 0 && cut !== null && earlierCut !== null;
      const [usual, ...tried] = isChosen
        ? await ranked([USUAL_HALF_LIFE, ...TRIED_HALF_LIVES], earlierCut, cut)
        : [];
      const trials = tried.map((rankings, n) => tryHalfLife(TRIED_HALF_LIVES[n]!, rankings, usual!, k));
      const halfLifeDays = rule.halfLifeDays || bestHalfLife(trials);
      const [rankings = []] = cut === null ? [] : await ranked([halfLifeDays], cut, to);
      const report = evaluateRepeats(rankings, k, { halfLifeDays, minSongSeconds }, cut, trials);
      signal.throwIfAborted();
      await this.renew(transaction, [to, minSongSeconds, halfLifeDays]);
      await transaction.query(INSERT_REPEAT_COUNT, [to, JSON.stringify(report), halfLifeDays]);
    };
    await this.database.transaction((transaction) => this.endedBy(signal, transaction, work), {
      statementTimeoutMs: 0,
      isolation: 'REPEATABLE READ',
    });
  }

  /** Counts those of whom anything has changed since their last count. @param rule last day, seconds, half-life */
  private async renew(transaction: Transaction, rule: [string, number, number]): Promise<void> {
    const changed = await transaction.query<{ songId: string }>(RENEW_SHORT_SONGS, [rule[1]]);
    const songs = changed.length === 0 ? [] : [changed.map(({ songId }) => songId)];
    await transaction.query(CREATE_CHANGED_LISTENER);
    await transaction.query(insertChangedListeners(changed.length > 0), [...rule, ...songs]);
    await transaction.query(ANALYZE_CHANGED_LISTENER);
    await transaction.query(DELETE_REPEATS);
    const [row] = await transaction.query<{ none: boolean }>(SELECT_NO_REPEATS);
    await transaction.query(insertRepeats(row!.none), rule);
  }

  /** Has PostgreSQL end the statement that runs when the signal aborts. */
  private async endedBy(
    signal: AbortSignal,
    transaction: Transaction,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<void> {
    const [row] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const end = (): void => void this.database.query(CANCEL_STATEMENT, [row!.pid]).catch(() => undefined);
    signal.addEventListener('abort', end);
    try {
      await work(transaction);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Null before the first counting. */
  async report(): Promise<{ dataTo: string; report: CountedRepeats } | null> {
    const [row] = await this.database.query<{ dataTo: string; report: CountedRepeats }>(SELECT_REPEAT_COUNT);
    return row ?? null;
  }

  /** Null before the first counting. @param at plays received later do not count; null: now. */
  async ofUser(userId: string, minSongSeconds: number, at: string | null): Promise<UserRepeats | null> {
    const [row] = await this.database.prepared<Row>('repeats_of_user', SELECT_REPEATS_OF_USER, [
      userId,
      minSongSeconds,
      at,
    ]);
    if (row === undefined) return null;
    const { songIds, scores, kept, lastDays, plays, ...known } = row;
    return {
      ...known,
      songs: (songIds ?? []).map((songId, n) => ({
        songId,
        score: kept! * scores![n]!,
        lastDay: lastDays![n]!,
      })),
      plays: plays ?? [],
    };
  }
}

@Module({ providers: [RepeatsRepository], exports: [RepeatsRepository] })
export class RepeatsModule {}
