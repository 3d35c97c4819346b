import { daysBetween } from '#common/calendar';
import { answerWithin, BoundedClient, CONNECTION_LIMITS, reasonOf } from '#common/database';
import type { StatementLimits } from '#common/database';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { dampedWeight, decayOver } from './interaction-weight.js';
import type { WeightRule } from './interaction-weight.js';
import {
  COPY_NUMBERED_SONGS,
  SELECT_EVENT_COUNT,
  SELECT_USER_BOUNDS,
  SET_PAIR_RULE,
} from './interactions.sql.js';
import type { UserRange } from './interactions.sql.js';
import { idRows } from './pair-rows.js';
import type { PairRow } from './pair-rows.js';
import { GrowingColumn, NOT_YET } from './pair-table.js';

export interface InteractionRule extends WeightRule {
  minSongSeconds: number;
  /** Songs liked by fewer users do not count among the liked ones. */
  minListeners: number;
  /** Last day of the early part, 'YYYY-MM-DD'. */
  cut: string;
  /** Last day read: of later events nothing comes here. */
  until: string;
  /** First of the days up to the cut of which listeners are counted; none: they are not. */
  recentFrom?: string;
}

export interface PairTask {
  url: string;
  limits: StatementLimits;
  rule: InteractionRule;
}

/** The process of PostgreSQL that reads, and how many pairs have been read. */
export type PairWord = { pid: number } | { pairs: number };
export type TellPairs = (word: PairWord) => void;

/**
 * Reads pairs over a connection of its own, in one transaction that knows the rule: a million pairs keep a
 * processor busy for more than a second.
 * @param isolation of the transaction.
 * @throws Error with a sentence for the caller
 */
export async function readingPairs<T>(
  { url, limits, rule }: PairTask,
  isolation: 'READ COMMITTED' | 'REPEATABLE READ',
  tell: TellPairs,
  read: (client: BoundedClient) => Promise<T>,
): Promise<T> {
  const client = new BoundedClient({
    ...CONNECTION_LIMITS,
    connectionString: url,
    application_name: 'recommender pairs',
    statement_timeout: limits.jobMs,
    answerWithinMs: answerWithin(limits.jobMs, limits),
  });
  try {
    await client.connect();
    await client.query(`BEGIN ISOLATION LEVEL ${isolation} READ ONLY`);
    const { rows } = (await client.query(SET_PAIR_RULE, settings(rule))) as { rows: { pid: number }[] };
    tell({ pid: rows[0]!.pid });
    return await read(client);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Weights of pairs by the rule. Those of the early part are of a reader on the day of the cut: ages count
 * from there.
 */
export function weigher(
  rule: InteractionRule,
): (pair: Pick<PairRow, 'millionths' | 'earlyMillionths'>) => { weight: number; earlyWeight: number } {
  const earlyScale = 1e-6 / decayOver(daysBetween(rule.cut, rule.until), rule.halfLifeDays);
  return ({ millionths, earlyMillionths }) => ({
    weight: dampedWeight(1e-6 * millionths, rule),
    earlyWeight: earlyMillionths < 0 ? NOT_YET : dampedWeight(earlyScale * earlyMillionths, rule),
  });
}

function settings(rule: InteractionRule): string[] {
  return [
    rule.minSongSeconds,
    rule.cut,
    rule.until,
    rule.playWeight,
    rule.completionExponent,
    rule.downloadWeight,
    rule.halfLifeDays === 0 ? Infinity : rule.halfLifeDays,
    rule.likeWeight,
    rule.addWeight,
    rule.skipWeight,
    rule.recentFrom ?? 'infinity',
  ].map(String);
}

/**
 * All users, cut where about as many events lie on each side. @param most ranges @param rangeEvents of a
 * range, at least
 */
export async function userRanges(
  client: BoundedClient,
  until: string,
  most: number,
  rangeEvents: number,
): Promise<UserRange[]> {
  const counted = (await client.query(SELECT_EVENT_COUNT, [until])) as { rows: { events: number }[] };
  const ranges = Math.min(most, Math.ceil(counted.rows[0]!.events / rangeEvents));
  if (ranges < 2) return [{ after: null, upTo: null }];
  const shares = Array.from({ length: ranges - 1 }, (_, n) => (n + 1) / ranges);
  const found = (await client.query(SELECT_USER_BOUNDS, [shares, until])) as {
    rows: { bounds: string[] | null }[];
  };
  const bounds = [...new Set(found.rows[0]!.bounds)].map(BigInt);
  return [null, ...bounds].map((after, n) => ({ after, upTo: bounds[n] ?? null }));
}

/** Ids of the songs that may be in the model, ascending. */
export async function numberedSongs(client: BoundedClient): Promise<BigInt64Array> {
  const ids = new GrowingColumn((length) => new BigInt64Array(length));
  for await (const rows of idRows(client.query(copyTo(COPY_NUMBERED_SONGS)) as Readable)) {
    for (const id of rows) ids.push(BigInt(id));
  }
  return ids.values();
}
