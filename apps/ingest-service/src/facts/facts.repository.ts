import { Database } from '#common';
import type { PropertyValue, Transaction } from '#common';
import type { DeclaredFact } from '#common/facts';
import { Injectable } from '@nestjs/common';

/** What a user's fact is from a day on. */
export interface FactChange {
  readonly userId: string;
  readonly factId: number;
  readonly day: string;
  readonly value: PropertyValue;
}

const SELECT_FACTS = `/* ingest.facts */ SELECT id, name, type, label FROM fact ORDER BY name`;

/**
 * Writes changes, the last of those of one user, fact and day; answers how many. What holds on the day
 * already is not stored again: the same list every night adds nothing. Ordered, so that two writers wait for
 * each other in no circle.
 */
const STORE_CHANGES = `/* ingest.store_facts */
  WITH given AS (
    SELECT DISTINCT ON (user_id, fact_id, day) * FROM unnest($1::bigint[], $2::int[], $3::date[], $4::jsonb[])
      WITH ORDINALITY AS n (user_id, fact_id, day, value, place)
    ORDER BY user_id, fact_id, day, place DESC
  ), ordered AS (
    SELECT *, lag(day) OVER w AS day_before, lag(value) OVER w AS value_before
    FROM given WINDOW w AS (PARTITION BY user_id, fact_id ORDER BY day))
  INSERT INTO user_fact (user_id, fact_id, day, value)
  SELECT n.user_id, n.fact_id, n.day, n.value
  FROM ordered n LEFT JOIN LATERAL (
    (SELECT f.day, f.value, 0 AS is_given FROM user_fact f
     WHERE f.user_id = n.user_id AND f.fact_id = n.fact_id AND f.day <= n.day ORDER BY f.day DESC LIMIT 1)
    UNION ALL SELECT n.day_before, n.value_before, 1 WHERE n.day_before IS NOT NULL
    ORDER BY day DESC, is_given DESC LIMIT 1) AS held ON true
  WHERE n.value IS DISTINCT FROM held.value
  ORDER BY n.user_id, n.fact_id, n.day
  ON CONFLICT (user_id, fact_id, day) DO UPDATE SET value = excluded.value
  RETURNING 1`;

/** Some values of facts that are no longer declared. */
const DELETE_UNDECLARED = `/* ingest.delete_undeclared_facts */
  DELETE FROM user_fact WHERE (user_id, fact_id, day) IN (
    SELECT user_id, fact_id, day FROM user_fact WHERE fact_id <> ALL ($1::int[]) LIMIT 50000)
  RETURNING 1`;

/** Reads and writes what is told of users. */
@Injectable()
export class FactsRepository {
  constructor(private readonly database: Database) {}

  async declared(on: Pick<Transaction, 'query'> = this.database): Promise<DeclaredFact[]> {
    return await on.query<DeclaredFact>(SELECT_FACTS);
  }

  /** Answers how many were news. @param changes some thousand at most */
  async store(transaction: Transaction, changes: readonly FactChange[]): Promise<number> {
    const columns = [
      changes.map(({ userId }) => userId),
      changes.map(({ factId }) => factId),
      changes.map(({ day }) => day),
      changes.map(({ value }) => (value === null ? null : JSON.stringify(value))),
    ];
    return (await transaction.query(STORE_CHANGES, columns)).length;
  }

  /** Deletes values of facts that are no longer declared. */
  async removeUndeclared(): Promise<void> {
    for (;;) {
      const removed = await this.database.transaction(async (transaction) => {
        const facts = await this.declared(transaction);
        return await transaction.query(DELETE_UNDECLARED, [facts.map(({ id }) => id)]);
      });
      if (removed.length === 0) return;
    }
  }
}
