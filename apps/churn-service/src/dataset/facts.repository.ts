import { Database } from '#common';
import type { Transaction } from '#common';
import type { DeclaredFact, ModelFact } from '#common/facts';
import { spanDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { Coverage } from './loaded-days.repository.js';
import type { WindowLengths } from './windows.js';
import type { PopulationDto } from './windows.dto.js';
import { IS_ENDED_FACT, SELECT_TOLD_THROUGH } from './endings.sql.js';

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
  WHERE f.for_models AND NOT (${IS_ENDED_FACT}) GROUP BY f.id, category ORDER BY f.name, users DESC, category`;

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

  /** The last day of which endings were told, later ones may still be; null: none was told. */
  async toldThrough(on: Pick<Transaction, 'query'> = this.database): Promise<string | null> {
    const [row] = await on.query<{ day: string | null }>(`/* churn.told_through */ ${SELECT_TOLD_THROUGH}`);
    return row!.day;
  }

  /** The last day of which labels of a population are known, of those through `newestDay`; null: of none. */
  async labelledThrough(
    newestDay: string,
    { notEnded = false }: Partial<PopulationDto>,
  ): Promise<string | null> {
    const told = notEnded ? await this.toldThrough() : newestDay;
    return told === null || told < newestDay ? told : newestDay;
  }

  /**
   * The days whose endings are known: on later ones a user who ended is not known to have.
   * @throws Error, a sentence, when these do not hold both windows
   */
  async toldOf(
    coverage: Coverage,
    { featureDays, labelDays }: WindowLengths,
    on: Pick<Transaction, 'query'>,
  ): Promise<Coverage> {
    const through = await this.toldThrough(on);
    if (through === null)
      throw new Error(
        'Nothing says when users end: declare the fact (PUT /admin/facts/ended {"type": "day", "label": "Ended"}) and tell ' +
          'endings (PUT /users/:userId/facts, or a mapping of kind user).',
      );
    const { firstDay, newestDay } = coverage.days;
    if (firstDay === null || newestDay === null || newestDay <= through) return coverage;
    if (spanDays(firstDay, through) >= featureDays + labelDays)
      return { ...coverage, days: { firstDay, newestDay: through } };
    throw new Error(
      `Endings were told through ${through} only, and the logs begin on ${firstDay}: training needs ${featureDays + labelDays} days ` +
        'of both. Tell later endings (PUT /users/:userId/facts, or a mapping of kind user).',
    );
  }

  /**
   * Why a version that reads these facts cannot be used: one was removed, or declared anew with another type; of the
   * target `ended`, that of endings.
   */
  async problemOf(
    facts: readonly DeclaredFact[] = [],
    { notEnded = false }: Partial<PopulationDto> = {},
  ): Promise<string | null> {
    if (facts.length === 0 && !notEnded) return null;
    const declared = await this.declared();
    const known = new Set(declared.map(({ id }) => id));
    const gone = facts.find(({ id }) => !known.has(id))?.name;
    const endsBy = declared.some(({ name, type }) => name === 'ended' && type === 'day');
    const missing = gone ?? (notEnded && !endsBy ? 'ended' : undefined);
    return missing === undefined
      ? null
      : `it reads the fact ${missing}, which was removed or has another type now.`;
  }
}
