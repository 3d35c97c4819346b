import { answerWithin, BoundedClient, CONNECTION_LIMITS, reasonOf } from '#common/database';
import type { StatementLimits } from '#common/database';
import { Moved } from '#common/threads';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { daysBetween } from './calendar.js';
import { likedSizes } from './interaction-matrix.js';
import type { LikedSizes } from './interaction-matrix.js';
import { dampedWeight, decayOver } from './interaction-weight.js';
import type { WeightRule } from './interaction-weight.js';
import { COPY_PAIRS, SET_PAIR_RULE } from './interactions.sql.js';
import { pairRows } from './pair-rows.js';
import { columnsOfTable, NOT_YET, PairCollector } from './pair-table.js';
import type { PairTable } from './pair-table.js';

export interface InteractionRule extends WeightRule {
  minSongSeconds: number;
  /** Songs liked by fewer users do not count among the liked ones. */
  minListeners: number;
  /** Last day of the early part, 'YYYY-MM-DD'. */
  cut: string;
  /** Last day read: of later events nothing comes here. */
  until: string;
}

export interface PairTask {
  url: string;
  limits: StatementLimits;
  rule: InteractionRule;
}

/** Pairs with the sizes of what can be learned from them: to count these takes as long as to read some of them. */
export interface ReadPairs extends PairTable {
  liked: LikedSizes;
}

/** The process of PostgreSQL that reads, and how many pairs have been read. */
export type PairWord = { pid: number } | { pairs: number };

/**
 * Reads all pairs over a connection of its own: a million of them keep a processor busy for more than a second.
 * @throws Error with a sentence for whoever started it
 */
export default async function readPairs(
  { url, limits, rule }: PairTask,
  tell: (word: PairWord) => void,
): Promise<Moved<ReadPairs>> {
  const client = new BoundedClient({
    ...CONNECTION_LIMITS,
    connectionString: url,
    application_name: 'recommender pairs',
    statement_timeout: limits.jobMs,
    answerWithinMs: answerWithin(limits.jobMs, limits),
  });
  try {
    await client.connect();
    await client.query('BEGIN READ ONLY');
    const { rows } = (await client.query(SET_PAIR_RULE, settings(rule))) as { rows: { pid: number }[] };
    tell({ pid: rows[0]!.pid });
    const table = await collect(client, rule, tell);
    return new Moved(
      { ...table, liked: likedSizes(table, rule.minListeners) },
      columnsOfTable(table).map(({ buffer }) => buffer),
    );
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Weights of the early part are those of a reader on the day of the cut: ages count from there. */
async function collect(
  client: BoundedClient,
  rule: InteractionRule,
  tell: (word: PairWord) => void,
): Promise<PairTable> {
  const collector = new PairCollector();
  const earlyScale = 1e-6 / decayOver(daysBetween(rule.cut, rule.until), rule.halfLifeDays);
  for await (const rows of pairRows(client.query(copyTo(COPY_PAIRS)) as Readable)) {
    for (const { userId, songId, millionths, earlyMillionths } of rows) {
      const early = earlyMillionths < 0 ? NOT_YET : dampedWeight(earlyScale * earlyMillionths, rule);
      collector.add(userId, songId, dampedWeight(1e-6 * millionths, rule), early);
    }
    tell({ pairs: collector.size });
  }
  return collector.finish();
}

function settings(rule: InteractionRule): string[] {
  return [
    rule.minSongSeconds,
    rule.cut,
    rule.until,
    rule.playWeight,
    rule.completionExponent,
    rule.downloadWeight,
    decayOver(1, rule.halfLifeDays),
  ].map(String);
}
