import type { CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import type { Scenario, ScenarioVersion } from '../../registry/scenarios/scenario.entity.js';
import { Scenarios } from '../../registry/scenarios/scenarios.js';
import type {
  NewScenarioVersionBody,
  ScenarioDto,
  ScenarioOptionsBody,
  ScenariosDto,
  ScenarioVersionDto,
  ScenarioVersionsDto,
} from './scenario.dto.js';

/** Scenarios as callers see and change them. */
@Injectable()
export class ScenarioActions {
  constructor(
    private readonly scenarios: Scenarios,
    private readonly facts: KnownFacts,
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
