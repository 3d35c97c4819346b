import { DomainError, LiveModel } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { ChurnModel } from '../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { AudienceMembers } from './audience-members.js';
import { Audience } from './audience.entity.js';
import type { AudienceDto, AudiencesDto, AudienceSummaryDto } from './audience.dto.js';
import type { AudienceBody, AudienceRulesBody, NewAudienceBody } from './audience-rules.dto.js';
import { describeRun } from './audience-reads.js';
import { AudiencesRepository } from './audiences.repository.js';
import type { AudienceRow } from './audiences.repository.js';
import { REMOVE_MEMBERS } from './audiences.sql.js';
import { problemsOf, unknownFeatures } from './check-rules.js';

/** Each makes every publication of scores a little longer. */
const MOST_AUDIENCES = 200;

/** Creates, changes and archives audiences. */
@Injectable()
export class AudiencesService {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly audiences: AudiencesRepository,
    private readonly members: AudienceMembers,
  ) {}

  async list(): Promise<AudiencesDto> {
    return { audiences: (await this.audiences.list()).map(summaryOf) };
  }

  /** @throws DomainError not_found (audience_unknown) */
  async get(key: string): Promise<AudienceDto> {
    const row = await this.find(key);
    return { ...summaryOf(row), rules: withUsers(row.conditions, await this.audiences.listedUsers(row.id)) };
  }

  /** With its members, archived or not. @throws DomainError not_found (audience_unknown) */
  async find(key: string): Promise<AudienceRow> {
    const row = await this.audiences.find(key);
    if (row === null)
      throw new DomainError('not_found', 'audience_unknown', `There is no audience with the key ${key}.`);
    return row;
  }

  /**
   * @throws DomainError invalid (rules_invalid), conflict (audience_exists), (too_many_audiences), and what
   * `AudienceMembers.update` throws
   */
  async create({ key, name, ...rules }: NewAudienceBody): Promise<AudienceDto> {
    this.check(rules);
    await this.audiences.write(async (transaction) => {
      await this.members.lock(transaction);
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
      const audience = await manager.save(Audience, { key, name, conditions: withUsers(rules, []) });
      await this.audiences.replaceListedUsers(transaction, audience.id, rules);
      await this.members.update(transaction, audience, true);
    });
    return await this.get(key);
  }

  /**
   * Its members are chosen anew at once, without regard to a minimum stay.
   * @throws DomainError not_found (audience_unknown), conflict (audience_archived), and as {@link create}
   */
  async change(key: string, { name, ...rules }: AudienceBody): Promise<AudienceDto> {
    this.check(rules);
    const { id } = await this.find(key);
    await this.audiences.write(async (transaction) => {
      await this.members.lock(transaction);
      const { manager } = transaction;
      const audience = await manager.findOneByOrFail(Audience, { id });
      if (audience.archivedAt !== null)
        throw new DomainError('conflict', 'audience_archived', 'The audience is archived: create another.');
      const conditions = withUsers(rules, []);
      const changed = await manager.save(
        Audience,
        Object.assign(audience, { name, conditions, updatedAt: new Date() }),
      );
      await this.audiences.replaceListedUsers(transaction, id, rules);
      await this.members.update(transaction, changed, true);
    });
    return await this.get(key);
  }

  /** All members leave. Archiving it again changes nothing. @throws DomainError not_found (audience_unknown) */
  async archive(key: string): Promise<AudienceDto> {
    const { id } = await this.find(key);
    await this.audiences.write(async (transaction) => {
      await this.members.lock(transaction);
      await transaction.query(REMOVE_MEMBERS, [id]);
      const inUse = { id, archivedAt: IsNull() };
      await transaction.manager.update(Audience, inUse, { archivedAt: new Date() });
    });
    return await this.get(key);
  }

  /** @throws DomainError invalid (rules_invalid) */
  check(rules: AudienceRulesBody): void {
    const problems = problemsOf(rules);
    const catalogue = this.live.current()?.model.catalogue;
    const unknown = catalogue === undefined ? [] : unknownFeatures(rules, catalogue);
    problems.push(...unknown.map((name) => `${name} is no feature of the live version`));
    if (problems.length === 0) return;
    throw new DomainError('invalid', 'rules_invalid', `${problems.join('; ')}.`, {
      extra: { errors: problems },
    });
  }
}

/** Rules with other users in the condition `users`. */
function withUsers({ conditions, ...rules }: AudienceRulesBody, ids: string[]): AudienceRulesBody {
  return {
    ...rules,
    conditions: conditions.map((condition) =>
      condition.users === undefined ? condition : { users: { ids } },
    ),
  };
}

function summaryOf(row: AudienceRow) {
  const { key, name, members, isCurrent, createdAt, updatedAt, archivedAt } = row;
  return {
    key,
    name,
    members,
    isCurrent,
    newestRun: describeRun(row),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    archivedAt: archivedAt?.toISOString() ?? null,
  } satisfies AudienceSummaryDto;
}
