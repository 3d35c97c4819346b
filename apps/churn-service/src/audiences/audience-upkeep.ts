import { DomainError, HourlyUpkeep, LiveModel, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import type { ChurnModel } from '../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { ScorePublications } from '../scores/score-publications.js';
import type { ChurnSettings } from '../churn.settings.js';
import { LOCK_AUDIENCES } from '../user-values/user-values.sql.js';
import { AudienceMembers } from './audience-members.js';
import { Audience } from './audience.entity.js';
import { DELETE_OLD_CHANGES } from './audiences.sql.js';
import { REMOVE_BARRED, SELECT_OUTDATED } from './members.sql.js';
import type { AudienceSet } from './rule-inputs.js';

const LOOK_EVERY_MS = 60_000;

/**
 * When members are chosen anew: in the transaction that publishes the newest scores of the live version, at once
 * after a promotion or rollback, and within a minute after members may be contacted no more. Sets of other
 * versions, and of earlier days, change no audience; of doubtful scores members are chosen within a minute after a
 * person has noted the doubts as known. Old changes go every hour.
 */
@Injectable()
export class AudienceUpkeep implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('audiences');
  /** What was logged last of audiences that cannot be computed, by key. */
  private readonly warnings = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly publications: ScorePublications,
    private readonly hourly: HourlyUpkeep,
    private readonly members: AudienceMembers,
  ) {}

  onModuleInit(): void {
    this.publications.onPublish(async (transaction, { snapshotDate, versionId }) => {
      await transaction.query(LOCK_AUDIENCES);
      const set = await this.members.newestSet(transaction);
      if (set?.snapshotDate === snapshotDate && set.versionId === versionId)
        await this.update(transaction, set, { archivedAt: IsNull() });
    });
    this.hourly.add('old changes of audiences', async () => {
      const days = [this.settings.AUDIENCE_CHANGES_KEEP_DAYS];
      await this.members.write((transaction) => transaction.query(DELETE_OLD_CHANGES, days));
    });
    this.live.onServed(() => void this.look());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Updates what is outdated. Never throws: a failure is logged, and the next look tries again. */
  look(): Promise<void> {
    this.looking = this.looking
      .then(() => this.members.write((transaction) => this.updateOutdated(transaction)))
      .catch((error: unknown) => {
        this.logger.warn(`Audiences could not be updated: ${String(error)}`);
      });
    return this.looking;
  }

  private async updateOutdated(transaction: Transaction): Promise<void> {
    const set = await this.members.newestSet(transaction);
    if (set === null) return;
    const key = [set.snapshotDate, set.versionId, set.scoredAt];
    const outdated = await transaction.query<{ id: number }>(SELECT_OUTDATED, key);
    await this.update(transaction, set, { id: In(outdated.map(({ id }) => id)) });
  }

  private async update(
    transaction: Transaction,
    set: AudienceSet,
    which: FindOptionsWhere<Audience>,
  ): Promise<void> {
    const audiences = await transaction.manager.find(Audience, { where: which, order: { id: 'ASC' } });
    for (const audience of audiences) {
      try {
        await this.members.update(transaction, set, audience);
        this.warnings.delete(audience.key);
      } catch (error) {
        // An audience that cannot be computed keeps all members who may be contacted; the scores are published.
        if (!(error instanceof DomainError)) throw error;
        await transaction.query(REMOVE_BARRED, [audience.id]);
        this.warn(audience.key, error.message);
      }
    }
  }

  private warn(key: string, problem: string): void {
    if (this.warnings.get(key) === problem) return;
    this.warnings.set(key, problem);
    this.logger.warn(`The audience ${key} stays as it is: ${problem}`);
  }
}
