import { answerOf, asSigned, Database, DomainError, LiveModel, OuterIds, UserHashing } from '#common';
import type { Transaction } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { CampaignUplift } from '../campaigns/campaign-uplift.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import type { ChurnModel } from '../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { userOrder } from '../scores/user-order.js';
import { AudienceMembers } from './audience-members.js';
import { Audience, newestRunOf } from './audience.entity.js';
import type { AudienceRow } from './audience.entity.js';
import { AudienceSummaryDto } from './audience.dto.js';
import type { AudienceDto, AudiencesDto } from './audience.dto.js';
import type { AudienceBody, AudienceRulesBody, NewAudienceBody } from './audience-rules.dto.js';
import {
  DELETE_LISTED_USERS,
  INSERT_LISTED_USERS,
  REMOVE_MEMBERS,
  SELECT_AUDIENCES,
  SELECT_LISTED_IDS,
} from './audiences.sql.js';
import { factProblems, featureProblems, featuresOf, problemsOf, withUsers } from './check-rules.js';

/** Each makes every publication of scores a little longer. */
const MOST_AUDIENCES = 200;

/** Creates, changes and archives audiences. */
@Injectable()
export class AudiencesService {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly ids: OuterIds,
    private readonly members: AudienceMembers,
    private readonly facts: FactsRepository,
    private readonly uplift: CampaignUplift,
  ) {}

  /** All that are in use, oldest first. */
  async list(): Promise<AudiencesDto> {
    const rows = await this.database.query<AudienceRow>(SELECT_AUDIENCES, [null, this.live.kind]);
    return { audiences: rows.map(summaryOf) };
  }

  /** @throws DomainError not_found (audience_unknown) */
  async get(key: string): Promise<AudienceDto> {
    const row = await this.find(key);
    const listed = await this.database.query<{ userId: string }>(SELECT_LISTED_IDS, [row.id]);
    const rules = withUsers(
      row.conditions,
      listed.map(({ userId }) => userId),
    );
    const set = await this.members.newestSet(this.database);
    const { order, defaultValue } = rules;
    return {
      ...summaryOf(row),
      rules,
      order: set && (await userOrder(this.database, set, order, defaultValue)),
    };
  }

  /** With its members, archived or not. @throws DomainError not_found (audience_unknown) */
  async find(key: string): Promise<AudienceRow> {
    const [row] = await this.database.query<AudienceRow>(SELECT_AUDIENCES, [key, this.live.kind]);
    if (row !== undefined) return row;
    throw new DomainError('not_found', 'audience_unknown', `There is no audience with the key ${key}.`);
  }

  /**
   * @throws DomainError conflict (audience_exists), (too_many_audiences), and what {@link check} and
   * `AudienceMembers.update` reports
   */
  async create({ key, name, ...rules }: NewAudienceBody): Promise<AudienceDto> {
    await this.check(rules);
    await this.members.write(async (transaction) => {
      const { manager } = transaction;
      if (await manager.existsBy(Audience, { key }))
        throw new DomainError(
          'conflict',
          'audience_exists',
          'There is an audience with that key, or there was one: choose another.',
        );
      if ((await manager.countBy(Audience, { archivedAt: IsNull() })) >= MOST_AUDIENCES)
        throw new DomainError(
          'conflict',
          'too_many_audiences',
          `There are ${MOST_AUDIENCES} audiences already: archive one first.`,
        );
      await this.store(transaction, manager.create(Audience, { key, name }), rules);
    });
    return await this.get(key);
  }

  /**
   * Its members are chosen anew at once, without regard to a minimum stay.
   * @throws DomainError not_found (audience_unknown), conflict (audience_archived), and as {@link create}
   */
  async change(key: string, { name, ...rules }: AudienceBody): Promise<AudienceDto> {
    await this.check(rules);
    const { id } = await this.find(key);
    await this.members.write(async (transaction) => {
      const audience = await transaction.manager.findOneByOrFail(Audience, { id });
      if (audience.archivedAt !== null)
        throw new DomainError('conflict', 'audience_archived', 'The audience is archived: create another.');
      await this.store(transaction, Object.assign(audience, { name, updatedAt: new Date() }), rules);
    });
    return await this.get(key);
  }

  /** All members leave. Archiving it again changes nothing. @throws DomainError not_found (audience_unknown) */
  async archive(key: string): Promise<AudienceDto> {
    const { id } = await this.find(key);
    await this.members.write(async (transaction) => {
      await transaction.query(REMOVE_MEMBERS, [id]);
      const inUse = { id, archivedAt: IsNull() };
      await transaction.manager.update(Audience, inUse, { archivedAt: new Date() });
    });
    return await this.get(key);
  }

  /**
   * @throws DomainError invalid (rules_invalid), and as `CampaignUplift.learned` where the uplift of a campaign is
   * a condition
   */
  async check(rules: AudienceRulesBody): Promise<void> {
    const problems = problemsOf(rules);
    const catalogue = this.live.current()?.model.catalogue;
    if (catalogue !== undefined) problems.push(...featureProblems(featuresOf(rules.conditions), catalogue));
    problems.push(...factProblems(rules.conditions, await this.facts.declared()));
    if (problems.length > 0)
      throw new DomainError('invalid', 'rules_invalid', `${problems.join('; ')}.`, {
        extra: { errors: problems },
      });
    for (const { uplift } of rules.conditions)
      if (uplift !== undefined) await this.uplift.learned(uplift.campaign);
  }

  /** Stores rules, the users whom they list apart, and the members who meet them once there are scores. */
  private async store(transaction: Transaction, audience: Audience, rules: AudienceRulesBody): Promise<void> {
    const stored = await transaction.manager.save(
      Audience,
      Object.assign(audience, { conditions: withUsers(rules, []) }),
    );
    await transaction.query(DELETE_LISTED_USERS, [stored.id]);
    const listed = rules.conditions.flatMap(({ users }) => users?.ids ?? []);
    if (listed.length > 0) await this.listUsers(transaction, stored.id, listed);
    const set = await this.members.newestSet(transaction);
    if (set === null) return;
    // A minimum stay under earlier rules has ended.
    const { minimumDays: _minimumDays, ...others } = stored.conditions;
    const redefined = { id: stored.id, conditions: { ...others, minimumDays: 0 } };
    await this.members.update(transaction, set, redefined);
  }

  /** Without those who were erased. */
  private async listUsers(transaction: Transaction, id: number, listed: readonly string[]): Promise<void> {
    const { hash } = await this.hashing.read(transaction);
    const hashes = listed.map((userId) => asSigned(hash(userId)));
    const stored = await transaction.query<{ userId: string }>(INSERT_LISTED_USERS, [id, listed, hashes]);
    await this.ids.storeNamed(
      transaction,
      'user',
      stored.map(({ userId }) => userId),
    );
  }
}

function summaryOf(row: AudienceRow) {
  return answerOf(AudienceSummaryDto, Object.assign({ newestRun: newestRunOf(row) }, row));
}
