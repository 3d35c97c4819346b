import { Cursors, DomainError, JobInputDto, JobsService, SETTINGS } from '#common';
import type { JobDto } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { RecomputeResultDto } from './exclusion.dto.js';
import type { ExclusionDto, ExclusionPageDto, HandedBackDto } from './exclusion.dto.js';
import { ExclusionsRepository } from './exclusions.repository.js';
import type { ExclusionRow } from './exclusions.repository.js';

const RECOMPUTE = 'ingest.exclusions';
const ANONYMOUS = '0';
const LIST = 'exclusions';

/** Bots, service accounts and outliers: their events stay, both models leave them out. */
@Injectable()
export class ExclusionsService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: ExclusionsRepository,
    private readonly cursors: Cursors,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RECOMPUTE,
      input: JobInputDto,
      result: RecomputeResultDto,
      whenBusy: 'refuse',
      run: async (_input, context) => {
        context.progress({ step: 'applying the rules to all users' });
        await this.repository.applyRules(this.percentile());
        return { excluded: await this.repository.counts() };
      },
    });
  }

  start(): Promise<JobDto> {
    return this.jobs.start(RECOMPUTE, {});
  }

  async page(excluded: boolean | null, cursor: string | null, limit: number): Promise<ExclusionPageDto> {
    const after = cursor === null ? null : await this.cursors.read<string>(LIST, cursor);
    const rows = await this.repository.page(excluded, after, limit + 1);
    const shown = rows.slice(0, limit);
    return {
      exclusions: shown.map(toDto),
      nextCursor: rows.length > limit ? await this.cursors.write(LIST, shown.at(-1)!.userId) : null,
    };
  }

  /** @throws DomainError conflict (anonymous_pool) for user 0, who is nobody */
  async decide(userId: string, excluded: boolean, reason: string): Promise<ExclusionDto> {
    refuseAnonymous(userId);
    return toDto(await this.repository.decide(userId, excluded, reason));
  }

  /** @throws DomainError conflict (anonymous_pool), not_found (decision_unknown) */
  async handBack(userId: string): Promise<HandedBackDto> {
    refuseAnonymous(userId);
    const decided = await this.repository.handBack(userId);
    if (decided === null) {
      throw new DomainError(
        'not_found',
        'decision_unknown',
        `Nothing was decided by hand about user ${userId}.`,
      );
    }
    return { userId, ...decided };
  }

  private percentile(): number | null {
    const percentile = this.settings.EXCLUDE_ABOVE_PERCENTILE;
    return percentile === undefined ? null : percentile / 100;
  }
}

function refuseAnonymous(userId: string): void {
  if (BigInt(userId) !== BigInt(ANONYMOUS)) return;
  throw new DomainError(
    'conflict',
    'anonymous_pool',
    'User 0 stands for everybody without an account and is always excluded.',
  );
}

function toDto({ since, ...row }: ExclusionRow): ExclusionDto {
  return { ...row, since: since.toISOString() };
}
