import { Database } from '#common';
import type { Transaction } from '#common';
import type { DeclaredFact, ModelFact } from '#common/facts';
import { Injectable } from '@nestjs/common';

/** Of a fact the categories with most users, each with some users at least; all others are one. */
const MOST_CATEGORIES = 20;
const FEWEST_USERS = 20;

const COLUMNS = 'f.id, f.name, f.type, f.label';
const SELECT_FACTS = `/* churn.facts */ SELECT ${COLUMNS} FROM fact f ORDER BY f.name`;

/** Facts for models of which a user has a value on the day $1, with their users by category. */
const SELECT_FACTS_FOR_MODELS = `/* churn.facts_for_models */
  SELECT ${COLUMNS}, CASE f.type WHEN 'text' THEN v.value #>> '{}' END AS category, count(*)::int AS users
  FROM fact f JOIN (
    SELECT DISTINCT ON (user_id, fact_id) fact_id, value FROM user_fact
    WHERE day <= $1::date ORDER BY user_id, fact_id, day DESC) AS v ON v.fact_id = f.id AND v.value IS NOT NULL
  WHERE f.for_models GROUP BY f.id, category ORDER BY f.name, users DESC, category`;

export async function declaredFacts(on: Pick<Transaction, 'query'>): Promise<DeclaredFact[]> {
  return await on.query<DeclaredFact>(SELECT_FACTS);
}

/** Facts of users, as ingest-service stores them. */
@Injectable()
export class FactsRepository {
  constructor(private readonly database: Database) {}

  async declared(): Promise<DeclaredFact[]> {
    return await declaredFacts(this.database);
  }

  /** What a model that learns on a day reads; categories in the order of their texts. */
  async forModels(
    snapshotDate: string,
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<ModelFact[]> {
    const rows = await on.query<DeclaredFact & { category: string | null; users: number }>(
      SELECT_FACTS_FOR_MODELS,
      [snapshotDate],
    );
    return [...Map.groupBy(rows, ({ id }) => id).values()].map((ofFact) => {
      const { id, name, type, label } = ofFact[0]!;
      const large = ofFact.filter(({ users }) => users >= FEWEST_USERS).slice(0, MOST_CATEGORIES);
      const categories = large.flatMap(({ category }) => category ?? []).sort();
      return { id, name, type, label, categories };
    });
  }

  /** Why a version that reads these facts cannot be used: one was removed, or declared anew with another type. */
  async problemOf(facts: readonly DeclaredFact[] = []): Promise<string | null> {
    if (facts.length === 0) return null;
    const known = new Set((await this.declared()).map(({ id }) => id));
    const gone = facts.find(({ id }) => !known.has(id));
    return gone === undefined
      ? null
      : `it reads the fact ${gone.name}, which was removed or has another type now.`;
  }
}
