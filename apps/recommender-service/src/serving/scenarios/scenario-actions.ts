import type { CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { stampOf } from '../../answers/model-stamp.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import type { Scenario, ScenarioVersion } from '../../registry/scenarios/scenario.entity.js';
import { Scenarios } from '../../registry/scenarios/scenarios.js';
import { RecommendingService } from '../recommending.service.js';
import { planOf } from './list-plans.js';
import type {
  NewScenarioVersionBody,
  ScenarioDto,
  ScenarioOptionsBody,
  ScenariosDto,
  ScenarioVersionDto,
  ScenarioVersionsDto,
} from './scenario.dto.js';
import type { ChangedPlaceDto, ScenarioTrialDto, TriedListDto } from './scenario-trial.dto.js';

/** Scenarios as callers see, change and try them. */
@Injectable()
export class ScenarioActions {
  constructor(
    private readonly scenarios: Scenarios,
    private readonly facts: KnownFacts,
    private readonly listeners: Listeners,
    private readonly recommending: RecommendingService,
  ) {}

  async list(): Promise<ScenariosDto> {
    return { scenarios: (await this.scenarios.list()).map(describe) };
  }

  /** @throws DomainError not_found (scenario_unknown) */
  async versions(name: string, query: CursorQuery): Promise<ScenarioVersionsDto> {
    const { scenario, rows, nextCursor } = await this.scenarios.page(name, query);
    const versions = rows.map((row) => describeVersion(row, scenario.liveVersion));
    return { scenario: describe(scenario), versions, nextCursor };
  }

  /**
   * @throws DomainError invalid for conditions on what is no property (filter_invalid), conflict
   * (too_many_scenarios)
   */
  async make(name: string, { options, note }: NewScenarioVersionBody): Promise<ScenarioVersionDto> {
    for (const asked of [options, options.fallback ?? {}]) await this.facts.asked(asked);
    const version = await this.scenarios.make(name, options, note ?? null);
    const { stored, scenario } = await this.scenarios.version(name, version);
    return describeVersion(stored, scenario.liveVersion);
  }

  /** As `Scenarios.promote`. */
  async promote(name: string, version: number | null, from?: number): Promise<ScenarioDto> {
    return describe(await this.scenarios.promote(name, version, from));
  }

  /**
   * The lists of a user by a version and by the live one.
   * @throws DomainError not_found (user_unknown, scenario_unknown, scenario_version_unknown), invalid
   * (filter_invalid), unavailable without a live model
   */
  async try(user: string, name: string, version: number): Promise<ScenarioTrialDto> {
    const { stored, scenario } = await this.scenarios.version(name, version);
    const { liveVersion } = scenario;
    const live = liveVersion === null ? null : (await this.scenarios.version(name, liveVersion)).stored;
    const found = await this.listeners.of(user);
    const [present, tried] = [await this.dryRun(found, name, live), await this.dryRun(found, name, stored)];
    const changes = changesOf(present, tried);
    return { userId: found.userId, ...stampOf(found.served.version), present, tried, changes };
  }

  private async dryRun(
    found: UserListener,
    name: string,
    stored: ScenarioVersion | null,
  ): Promise<TriedListDto> {
    const asked = stored && { id: stored.scenarioId, name, version: stored.version, options: stored.options };
    const list = await this.recommending.dryRun(found, planOf(asked, {}));
    return { version: stored?.version ?? null, ...list };
  }
}

function describe({ name, liveVersion, previousVersion, promotedAt }: Scenario): ScenarioDto {
  return { name, liveVersion, rollbackTo: previousVersion, promotedAt: promotedAt?.toISOString() ?? null };
}

function describeVersion(
  { version, note, createdAt, options }: ScenarioVersion,
  liveVersion: number | null,
): ScenarioVersionDto {
  return {
    version,
    isLive: version === liveVersion,
    note,
    createdAt: createdAt.toISOString(),
    // Checked as such when it was stored.
    options: options as ScenarioOptionsBody,
  };
}

/** Songs of the present list first. */
function changesOf(present: TriedListDto, tried: TriedListDto): ChangedPlaceDto[] {
  const [before, after] = [present, tried].map(
    ({ songs }) => new Map(songs.map(({ songId }, n) => [songId, n + 1])),
  );
  return [...new Set([...before!.keys(), ...after!.keys()])]
    .map((songId) => ({ songId, present: before!.get(songId) ?? null, tried: after!.get(songId) ?? null }))
    .filter((song) => song.present !== song.tried);
}
