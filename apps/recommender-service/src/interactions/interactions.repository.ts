import { setTimeout } from 'node:timers/promises';
import { Database, Field, Reads, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { compiledFile } from '#common/threads';
import { Inject, Injectable, Module } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import type { RecommenderSettings } from '../recommender.settings.js';
import {
  OPEN_TRANSACTION_MS,
  SELECT_ACTIVE_DAYS,
  SELECT_DAYS,
  SELECT_DEVICES,
  SELECT_HOLES,
  SELECT_IS_SYNTHETIC,
  SELECT_NOW,
  SELECT_OPEN_SINCE,
  SELECT_SAID,
  SELECT_SONG_SINGERS,
} from './interactions.sql.js';
import { SongSingersCollector } from './song-singers.js';
import type { SongSingers } from './song-singers.js';
import { findId } from './sorted-ids.js';
import type { InteractionRule } from './pair-reading.js';
import { inThread } from './pair-threads.js';
import type { ReadPairs, ReadPairsTask } from './read-pairs.worker.js';
import type { WritePairsTask, WrittenPairs } from './write-pairs.worker.js';

/** A day of which a kind of event is not loaded whole. */
export class HoleDto {
  @Field.day('Day', { example: '2017-04-12' })
  day: string;

  @Field.enum('Kind of event', ['play', 'download'], { example: 'play' })
  kind: 'play' | 'download';

  @Field.text('What is not there', { example: 'part 3 missing' })
  reason: string;
}

/** A day of a log, and how many users had plays or downloads. */
export interface ActiveDay {
  day: string;
  users: number;
}

/** Which kinds of feedback there are. */
export interface SaidKinds {
  likes: boolean;
  adds: boolean;
  skips: boolean;
}

const READ_PAIRS = compiledFile('./read-pairs.worker.js', import.meta.url);
const WRITE_PAIRS = compiledFile('./write-pairs.worker.js', import.meta.url);

/** How long open transactions are waited for, and between two looks. */
const SETTLING_MS = 2_000;
const LOOK_MS = 20;

/** What PostgreSQL sums and sorts at a time: a few GB. */
const RANGE_EVENTS = 100_000_000;
/** Connections that read pairs, at most, and events from which another one pays. */
const MOST_CONNECTIONS = 4;
const CONNECTION_EVENTS = 2_000_000;
/** Enough to evaluate by: 100,000 users as the sample logs have them. */
const HELD_PAIRS = 5_000_000;

/** So many songs are taken in before other requests get their turn: some milliseconds. */
const SONGS_TOGETHER = 2_000;

interface SingerRow {
  songId: string;
  singer: string | null;
  released: number | null;
  genres: string[] | null;
  tags: string[] | null;
  language: string | null;
}

/** Names of a property that are told from those of another. */
const named =
  (property: string) =>
  (name: string): string =>
    `${property} ${name}`;

/** Reads what users did with songs. */
@Injectable()
export class InteractionsRepository {
  constructor(
    private readonly database: Database,
    private readonly reads: Reads,
    @Inject(SETTINGS) private readonly settings: Pick<RecommenderSettings, 'RECOMMENDER_WORKERS'>,
  ) {}

  /** Each keeps two processors busy: that of PostgreSQL, and a thread that sums. */
  private get connections(): number {
    const processors = this.settings.RECOMMENDER_WORKERS ?? availableParallelism();
    return Math.min(MOST_CONNECTIONS, Math.ceil(processors / 2));
  }

  /**
   * Which events a training that begins to read now has not seen: those received from this time on, by the clock
   * of PostgreSQL, which stamps them. Transactions that are open at this time are waited for. Where some last
   * longer, as loads do, the time is that much earlier: an event counts twice rather than not at all.
   */
  async freshFrom(): Promise<string> {
    const [{ now } = { now: '' }] = await this.database.query<{ now: string }>(SELECT_NOW);
    for (let waited = 0; waited < SETTLING_MS; waited += LOOK_MS) {
      const [row] = await this.database.query<{ open: boolean }>(SELECT_OPEN_SINCE, [now]);
      if (!row!.open) return now;
      await setTimeout(LOOK_MS);
    }
    return new Date(Date.parse(now) - OPEN_TRANSACTION_MS).toISOString();
  }

  /** First and last day with plays or downloads; null when there are none. */
  async days(): Promise<{ from: string; to: string } | null> {
    const [row] = await this.database.query<{ from: string | null; to: string | null }>(SELECT_DAYS);
    const { from, to } = row ?? { from: null, to: null };
    return from === null || to === null ? null : { from, to };
  }

  /** Days with plays or downloads, ascending. @param reader a transaction that reads, too */
  async activeDays(reader: Pick<Transaction, 'query'> = this.database): Promise<ActiveDay[]> {
    return await reader.query<ActiveDay>(SELECT_ACTIVE_DAYS);
  }

  /**
   * Every user and song that met, with their weights by the rule; read in a thread, so that requests go on
   * being answered.
   * @param onBatch called with how many pairs have been read.
   * @throws the reason of the signal when it aborts: PostgreSQL is made to stop, wherever it is in the statement.
   */
  async pairs(
    rule: InteractionRule,
    onBatch: (pairs: number) => void,
    signal?: AbortSignal,
    { connections = this.connections, rangeEvents = CONNECTION_EVENTS }: PairConnections = {},
  ): Promise<ReadPairs> {
    return await this.reads.run('committed', (database) =>
      inThread<ReadPairs, ReadPairsTask>(
        READ_PAIRS,
        database,
        { rule, connections, rangeEvents },
        onBatch,
        signal,
      ),
    );
  }

  /**
   * {@link pairs} into files of a folder, which is emptied before; in memory are those of some users.
   * @throws Error also when the disk is full, with what to do
   */
  async writePairs(
    rule: InteractionRule,
    { folder, rangeEvents = RANGE_EVENTS, heldPairs = HELD_PAIRS }: PairDestination,
    onBatch: (pairs: number) => void,
    signal?: AbortSignal,
  ): Promise<WrittenPairs> {
    return await this.reads.run('committed', (database) =>
      inThread<WrittenPairs, WritePairsTask>(
        WRITE_PAIRS,
        database,
        { rule, folder, rangeEvents, heldPairs },
        onBatch,
        signal,
      ),
    );
  }

  /** Device codes in the order of the given ids, which ascend; 0 where none is known. */
  async devices(userIds: BigInt64Array): Promise<Uint8Array> {
    const devices = new Uint8Array(userIds.length);
    const stream = this.database.stream<{ userId: string; device: number }>(SELECT_DEVICES);
    for await (const rows of stream) {
      for (const { userId, device } of rows) {
        const user = findId(userIds, userId);
        if (user !== -1) devices[user] = device;
      }
    }
    return devices;
  }

  /**
   * Singers, genres, tags and languages of all songs of a length that may be in the model.
   * @param met songs that users have met, ascending, with the days of their first events
   */
  async songSingers(
    minSongSeconds: number,
    met: Pick<ReadPairs, 'songIds' | 'firstDays'>,
  ): Promise<SongSingers> {
    const collector = new SongSingersCollector();
    const stream = this.database.stream<SingerRow>(SELECT_SONG_SINGERS, [minSongSeconds], SONGS_TOGETHER);
    for await (const rows of stream) {
      for (const { songId, singer, released, genres, tags, language } of rows) {
        const heard = met.firstDays[findId(met.songIds, songId)];
        const traits = [...(genres ?? []).map(named('genre')), ...(tags ?? []).map(named('tag'))];
        if (language !== null) traits.push(named('language')(language));
        collector.add(songId, singer, Math.min(heard ?? Infinity, released ?? heard ?? 0), traits);
      }
    }
    return collector.finish();
  }

  /** Days of which plays or downloads are missing, damaged or suspiciously few: a hole is not taste. */
  async holes(from: string, to: string): Promise<HoleDto[]> {
    return await this.database.query<HoleDto>(SELECT_HOLES, [from, to]);
  }

  /** Which kinds of feedback there are up to a day; a skip is sent, or heard. */
  async said(until: string): Promise<SaidKinds> {
    const [row] = await this.database.query<SaidKinds>(SELECT_SAID, [until]);
    return row!;
  }

  async isSynthetic(): Promise<boolean> {
    const [row] = await this.database.query<{ isSynthetic: boolean }>(SELECT_IS_SYNTHETIC);
    return row?.isSynthetic ?? false;
  }
}

@Module({ providers: [InteractionsRepository], exports: [InteractionsRepository] })
export class InteractionsModule {}

/** See WritePairsTask; with usual values for its sizes. */
type PairDestination = Pick<WritePairsTask, 'folder'> &
  Partial<Pick<WritePairsTask, 'rangeEvents' | 'heldPairs'>>;

/** See ReadPairsTask; with usual values. */
type PairConnections = Partial<Pick<ReadPairsTask, 'connections' | 'rangeEvents'>>;
