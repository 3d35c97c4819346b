import { Database, DomainError, OuterIds, SETTINGS } from '#common';
import type { PropertyValue } from '#common';
import { FACT_MEANINGS, factValueOf } from '#common/facts';
import type { DeclaredFact } from '#common/facts';
import { Inject, Injectable } from '@nestjs/common';
import { isPlausibleDay, plausibleDays } from '../formats/plausible-day.js';
import type { IngestSettings } from '../ingest.settings.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import type {
  FactBody,
  FactDto,
  FactsDto,
  StoredFactsDto,
  UserFactsBody,
  UserFactsDto,
} from './facts.dto.js';
import { FactsRepository } from './facts.repository.js';

const MOST_FACTS = 100;
const MOST_CHANGES = 1_000;

const SELECT_COVERAGE = `/* ingest.fact_coverage */
  SELECT f.name, f.type, f.label, f.for_models AS "forModels", coalesce(v.users, 0)::int AS users,
    coalesce(v.changes, 0)::int AS changes, v.first_day AS "firstDay", v.last_day AS "lastDay"
  FROM fact f LEFT JOIN (
    SELECT fact_id, count(DISTINCT user_id) AS users, count(*) AS changes, min(day) AS first_day, max(day) AS last_day
    FROM user_fact GROUP BY fact_id) AS v ON v.fact_id = f.id
  ORDER BY f.name`;

/** Nothing where a fact of the name has another type. */
const DECLARE = `/* ingest.declare_fact */
  INSERT INTO fact (name, type, label, for_models) VALUES ($1, $2, $3, $4)
  ON CONFLICT (name) DO UPDATE SET label = excluded.label, for_models = excluded.for_models WHERE fact.type = excluded.type
  RETURNING (SELECT count(*) FROM fact WHERE name <> $1)::int AS others`;

const REMOVE = `/* ingest.remove_fact */
  DELETE FROM fact WHERE name = $1 RETURNING name, type, label, for_models AS "forModels"`;

const SELECT_CHANGES_OF_USER = `/* ingest.facts_of_user */
  SELECT f.name AS fact, f.label, v.day, v.value FROM user_fact v JOIN fact f ON f.id = v.fact_id
  WHERE v.user_id = $1::bigint ORDER BY v.day DESC, f.name LIMIT ${MOST_CHANGES}`;

/** Facts of users: which there are, and their changes. */
@Injectable()
export class Facts {
  constructor(
    private readonly database: Database,
    private readonly repository: FactsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly ids: OuterIds,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  async list(): Promise<FactsDto> {
    return { facts: await this.database.query(SELECT_COVERAGE) };
  }

  /** @throws DomainError conflict (fact_type_fixed, too_many_facts) */
  async declare(name: string, { type, label, forModels }: FactBody): Promise<FactDto> {
    return await this.database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ others: number }>(DECLARE, [name, type, label, forModels]);
      if (row === undefined)
        throw new DomainError(
          'conflict',
          'fact_type_fixed',
          `The fact ${name} has another type, which its values have: remove it with them first (DELETE /admin/facts/${name}).`,
        );
      if (row.others >= MOST_FACTS)
        throw new DomainError(
          'conflict',
          'too_many_facts',
          `There are ${MOST_FACTS} facts: remove one first.`,
        );
      return { name, type, label, forModels };
    });
  }

  /** Its values count no more; the hourly upkeep deletes them. @throws DomainError not_found (fact_unknown) */
  async remove(name: string): Promise<FactDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<FactDto>(REMOVE, [name]),
    );
    if (removed === undefined)
      throw new DomainError('not_found', 'fact_unknown', `No fact ${name} is declared.`);
    return removed;
  }

  /**
   * Stores what holds of a user from a day on, all of it or nothing.
   * @throws DomainError invalid (fact_unfit, day_implausible), conflict (fact_unknown, user_erased)
   */
  async set(userId: string, { day, facts }: UserFactsBody): Promise<StoredFactsDto> {
    const { first, last } = plausibleDays(this.settings, Date.now());
    if (!isPlausibleDay(day, { first, last }))
      throw new DomainError('invalid', 'day_implausible', `day must be from ${first} to ${last}.`);
    return await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetentionShortly(transaction);
      const declared = await this.repository.declared(transaction);
      const changes = Object.entries(facts).map(([name, value]) => ({
        ...{ userId, day },
        ...valueOf(declared, name, value),
      }));
      if ((await this.erasedUsers.among(transaction, [userId])).size > 0)
        throw new DomainError('conflict', 'user_erased', 'The user has been erased: nothing is stored.');
      await this.ids.storeNamed(transaction, 'user', [userId]);
      return { userId, changed: await this.repository.store(transaction, changes) };
    });
  }

  async ofUser(userId: string): Promise<UserFactsDto> {
    return { userId, changes: await this.database.query(SELECT_CHANGES_OF_USER, [userId]) };
  }
}

function valueOf(
  declared: readonly DeclaredFact[],
  name: string,
  given: unknown,
): { factId: number; value: PropertyValue } {
  const fact = declared.find((one) => one.name === name);
  if (fact === undefined)
    throw new DomainError(
      'conflict',
      'fact_unknown',
      `No fact ${JSON.stringify(name.slice(0, 40))} is declared: declare it (PUT /admin/facts/{fact}), or send one of ${declared.map((one) => one.name).join(', ') || 'none'}.`,
    );
  const value = factValueOf(fact.type, given);
  if (value === undefined)
    throw new DomainError(
      'invalid',
      'fact_unfit',
      `${name} must be ${FACT_MEANINGS[fact.type]}, or null where it is not known.`,
    );
  return { factId: fact.id, value };
}
