import { Injectable } from '@nestjs/common';
import { stampOf } from '../../answers/model-stamp.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import type { ScenarioVersion } from '../../registry/scenarios/scenario.entity.js';
import { Scenarios } from '../../registry/scenarios/scenarios.js';
import { RecommendingService } from '../recommending.service.js';
import { planOf } from './list-plans.js';
import type { ChangedPlaceDto, ScenarioTrialDto, TriedListDto } from './scenario-trial.dto.js';

/** Tries versions of scenarios on users, next to the live ones. */
@Injectable()
export class ScenarioTrials {
  constructor(
    private readonly listeners: Listeners,
    private readonly scenarios: Scenarios,
    private readonly recommending: RecommendingService,
  ) {}

  /**
   * @throws DomainError not_found (user_unknown, scenario_unknown, scenario_version_unknown), invalid
   * (filter_invalid), unavailable without a live model
   */
  async run(user: string, name: string, version: number): Promise<ScenarioTrialDto> {
    const { stored, scenario } = await this.scenarios.version(name, version);
    const { liveVersion } = scenario;
    const live = liveVersion === null ? null : (await this.scenarios.version(name, liveVersion)).stored;
    const found = await this.listeners.of(user);
    const [present, tried] = [await this.list(found, name, live), await this.list(found, name, stored)];
    const changes = changesOf(present, tried);
    return { userId: found.userId, ...stampOf(found.served.version), present, tried, changes };
  }

  private async list(
    found: UserListener,
    name: string,
    stored: ScenarioVersion | null,
  ): Promise<TriedListDto> {
    const asked = stored && { id: stored.scenarioId, name, version: stored.version, options: stored.options };
    const list = await this.recommending.dryRun(found, planOf(asked, {}));
    return { version: stored?.version ?? null, ...list };
  }
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
