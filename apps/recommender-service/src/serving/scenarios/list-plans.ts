import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import type { SongRequest } from '../../answers/best-songs.js';
import { mayBeListed } from '../../answers/constraints/constraints.js';
import type { AskedOfSongs } from '../../answers/constraints/constraints.dto.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { DislikedSongs } from '../../answers/disliked-songs.js';
import { songsLeft } from '../../answers/song-ranking.js';
import type { UserListener } from '../../listener/listeners.js';
import { Scenarios, scenarioUnknown } from '../../registry/scenarios/scenarios.js';
import type { KnownVersion } from '../../registry/scenarios/scenarios.js';
import { challengerOf } from '../../registry/served-models.js';
import type { ServedModel } from '../../registry/served-models.js';
import type { ServingState } from '../../registry/serving-state.js';
import type { SongsQuery } from '../songs-query.dto.js';
import type { FallbackBody, ScenarioOptionsBody } from './scenario.dto.js';
import { SourceSongs } from './source-songs.js';

/** What a list is asked for. */
export type ListOptions = AskedOfSongs &
  Pick<SongsQuery, 'include' | 'exclude'> &
  Omit<ScenarioOptionsBody, 'fallback' | keyof AskedOfSongs>;

/** What a caller asks for; absent: as the scenario has it. */
export type AskedOfList = Pick<AskedOfSongs, keyof AskedOfSongs> &
  Omit<SongsQuery, 'scenario' | 'cursor' | keyof AskedOfSongs>;

/** What the list of a user is asked for. */
export interface ListPlan {
  /** Null: by no name of a scenario. */
  scenario: Pick<KnownVersion, 'id' | 'name' | 'version'> | null;
  /** Null: no experiment tries versions of the scenario. */
  experiment: Pick<ServedModel, 'experimentId' | 'variant'> | null;
  options: ListOptions;
  /** In place of the options where these leave too few songs; null: nothing. */
  fallback: (ListOptions & Pick<FallbackBody, 'fewestSongs'>) | null;
}

/** A plan in the terms of the model that answers the user. */
export interface PlannedRequest {
  request: SongRequest;
  options: ListOptions;
  /** Songs that the conditions leave of the source; null: all. */
  songsLeft: number | null;
  /** Why the fallback is asked for; null: it is not. */
  fallback: string | null;
}

type StoredOptions = Omit<ScenarioOptionsBody, 'fallback'> & {
  fallback?: Pick<FallbackBody, keyof FallbackBody>;
};

const WITHOUT_SCENARIO: StoredOptions = {
  source: 'all',
  includePlayed: 'false',
  diversity: 0,
  limit: 20,
};

/** Turns what callers ask for, by the name of a scenario too, into what lists are made from. */
@Injectable()
export class ListPlans {
  constructor(
    private readonly scenarios: Scenarios,
    private readonly facts: KnownFacts,
    private readonly disliked: DislikedSongs,
    private readonly sources: SourceSongs,
  ) {}

  /**
   * What the live version of a scenario says, or the one that an experiment tries on the user, unless the caller
   * says otherwise.
   * @param name undefined: of no scenario
   * @throws DomainError not_found (scenario_unknown)
   */
  async resolve(
    name: string | undefined,
    asked: AskedOfList,
    { userId, state }: Pick<UserListener, 'userId' | 'state'>,
  ): Promise<ListPlan> {
    if (name === undefined) return planOf(null, asked);
    const known = await this.scenarios.asOf(state.scenariosRevision);
    const versions = known.filter((version) => version.name === name);
    const live = versions.find(({ isLive }) => isLive);
    if (live === undefined)
      throw scenarioUnknown(
        name,
        known.filter(({ isLive }) => isLive).map((version) => version.name),
      );
    return tried(versions, live, asked, userId, state) ?? planOf(live, asked);
  }

  /**
   * What a plan means for a user. @param before what the first page was answered by, if this is none
   * @throws DomainError invalid (filter_invalid, seconds_in_wrong_order)
   */
  async request(
    found: UserListener,
    { options, fallback }: ListPlan,
    before: Pick<PlannedRequest, 'fallback'> | null = null,
  ): Promise<PlannedRequest> {
    if (fallback === null) return await this.requestOf(found, options);
    const first = before?.fallback ?? (await this.attempt(found, options, fallback.fewestSongs));
    if (typeof first === 'object') return first;
    return { ...(await this.requestOf(found, fallback)), fallback: first };
  }

  /** Why the options cannot be answered, in place of what they mean. */
  private async attempt(
    found: UserListener,
    options: ListOptions,
    fewestSongs: number,
  ): Promise<PlannedRequest | string> {
    try {
      const planned = await this.requestOf(found, options);
      const { request } = planned;
      const left = planned.songsLeft ?? request.include?.length ?? found.served.model.songs.rows;
      if (options.include !== undefined || left >= fewestSongs) return planned;
      return `The scenario leaves ${left} songs, fewer than ${fewestSongs}: its fallback answers.`;
    } catch (error) {
      // A property that is no longer declared.
      if (!(error instanceof DomainError) || error.code !== 'filter_invalid') throw error;
      return `The scenario cannot be asked for, its fallback answers: ${error.message}`;
    }
  }

  /** In the terms of the model; songs that it does not know are nothing to it. */
  private async requestOf(found: UserListener, options: ListOptions): Promise<PlannedRequest> {
    const { model } = found.served;
    const rowsOf = (ids: readonly string[]): number[] =>
      ids.map((id) => model.findSong(id)).filter((song) => song !== -1);
    const constraints = await this.facts.constraintsOn(model, await this.facts.asked(options));
    const source = options.include === undefined ? await this.sources.rows(options.source, found) : null;
    const request = {
      limit: options.limit,
      exclude: [...rowsOf(options.exclude ?? []), ...(await this.disliked.rows(model, found.dislikes))],
      include: options.include === undefined ? source : rowsOf(options.include),
      includePlayed: options.includePlayed === 'true',
      diversity: options.diversity,
      minScore: options.minScore ?? -Infinity,
      constraints,
    };
    const ofSource =
      source?.filter(
        (row) => constraints === null || mayBeListed(constraints.facts.traits(row), constraints.asked),
      ).length ?? null;
    return { request, options, songsLeft: ofSource ?? songsLeft(constraints), fallback: null };
  }
}

/** Null where no experiment tries a version of the scenario, or this instance does not know it yet. */
function tried(
  versions: readonly KnownVersion[],
  live: KnownVersion,
  asked: AskedOfList,
  userId: string,
  { experiment }: ServingState,
): ListPlan | null {
  if (experiment === null || experiment.scenario !== live.name) return null;
  const { id, share, challengerVersions } = experiment;
  const challenger = challengerVersions[challengerOf(id, userId, share)];
  const found = challenger === undefined ? live : versions.find(({ version }) => version === challenger);
  if (found === undefined) return null;
  const variant = challenger === undefined ? 'control' : 'challenger';
  return { ...planOf(found, asked), experiment: { experimentId: id, variant } };
}

/** @param version whose options were checked when they were stored; null: none */
export function planOf(
  version: Pick<KnownVersion, 'id' | 'name' | 'version' | 'options'> | null,
  asked: AskedOfList,
): ListPlan {
  const { fallback, ...options } = (version?.options ?? WITHOUT_SCENARIO) as StoredOptions;
  const { limit, includePlayed, diversity, againShare, minScore } = options;
  const kept = { limit, includePlayed, diversity, againShare, minScore };
  return {
    scenario: version === null ? null : { id: version.id, name: version.name, version: version.version },
    experiment: null,
    options: { ...options, ...asked },
    fallback: fallback === undefined ? null : { ...kept, ...fallback, ...asked },
  };
}
