import { Cursors, Database, DomainError, nearestHint } from '#common';
import type { CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan } from 'typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Scenario, ScenarioVersion } from './scenario.entity.js';

export const SCENARIO_NAME = {
  maxLength: 40,
  pattern: {
    regex: /^[a-z][a-z0-9_-]*$/,
    meaning: 'small letters, digits, - and _, a letter first',
  },
  example: 'home',
};

/** A version that may answer: it is live, or an experiment tries it. */
export interface KnownVersion {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly isLive: boolean;
  readonly options: object;
}

interface KnownScenarios {
  revision: number;
  versions: readonly KnownVersion[];
}

/** All live versions are in the memory of each instance. */
const MOST_SCENARIOS = 200;

/** All versions that may answer with the revision they belong to, of one snapshot. */
const SELECT_KNOWN = `/* recommender.scenarios */
  SELECT value::int AS revision, coalesce((
      SELECT json_agg(json_build_object('id', s.id, 'name', s.name, 'version', v.version,
        'isLive', v.version = s.live_version, 'options', v.options) ORDER BY s.name)
      FROM scenario s JOIN scenario_version v ON v.scenario_id = s.id
      WHERE v.version = s.live_version OR EXISTS (SELECT FROM recommender_experiment e
        WHERE e.ended_at IS NULL AND e.scenario = s.name AND v.version = ANY (e.challenger_versions))), '[]') AS versions
  FROM revision WHERE name = 'scenarios'`;

/**
 * Lists that callers ask for by name, with their versions. Services notice a change by the revision that the
 * table has.
 */
@Injectable()
export class Scenarios {
  private newest: KnownScenarios = { revision: -1, versions: [] };

  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    @InjectRepository(Scenario) private readonly table: Repository<Scenario>,
    @InjectRepository(ScenarioVersion) private readonly versions: Repository<ScenarioVersion>,
  ) {}

  /** All that may answer, of this revision or a newer one; read once a revision. */
  async asOf(revision: number): Promise<readonly KnownVersion[]> {
    if (this.newest.revision < revision) {
      const [row] = await this.database.query<KnownScenarios>(SELECT_KNOWN);
      if (row!.revision > this.newest.revision) this.newest = row!;
    }
    return this.newest.versions;
  }

  /** All of them, by name. */
  async list(): Promise<Scenario[]> {
    return await this.table.find({ order: { name: 'ASC' } });
  }

  /** @throws DomainError not_found (scenario_unknown) */
  async find(name: string): Promise<Scenario> {
    const found = await this.table.findOneBy({ name });
    if (found !== null) return found;
    throw scenarioUnknown(
      name,
      (await this.list()).map((one) => one.name),
    );
  }

  /** Versions of a scenario, newest first. @throws DomainError not_found (scenario_unknown) */
  async page(name: string, query: CursorQuery) {
    const scenario = await this.find(name);
    const scenarioId = scenario.id;
    const page = await this.cursors.page<number, ScenarioVersion>(
      `scenario ${scenarioId}`,
      query,
      (after, take) =>
        this.versions.find({
          where: { scenarioId, ...(after === null ? {} : { version: LessThan(after) }) },
          order: { version: 'DESC' },
          take,
        }),
      ({ version }) => version,
    );
    return { scenario, ...page };
  }

  /** @throws DomainError not_found (scenario_unknown, scenario_version_unknown) */
  async version(name: string, version: number): Promise<{ scenario: Scenario; stored: ScenarioVersion }> {
    const scenario = await this.find(name);
    return { scenario, stored: await versionOf(this.versions.manager, scenario.id, name, version) };
  }

  /** Stores a version, of a scenario that need not be known. @throws DomainError conflict (too_many_scenarios) */
  async make(name: string, options: object, note: string | null): Promise<number> {
    return await this.database.transaction(async ({ manager }) => {
      if (!(await manager.existsBy(Scenario, { name }))) {
        if ((await manager.count(Scenario)) >= MOST_SCENARIOS)
          throw new DomainError(
            'conflict',
            'too_many_scenarios',
            `There are ${MOST_SCENARIOS} scenarios already: make a further version of one of them.`,
          );
        await manager.createQueryBuilder().insert().into(Scenario).values({ name }).orIgnore().execute();
      }
      const { id: scenarioId } = await locked(manager, name);
      const version = ((await manager.maximum(ScenarioVersion, 'version', { scenarioId })) ?? 0) + 1;
      await manager.insert(ScenarioVersion, { scenarioId, version, options, note });
      return version;
    });
  }

  /**
   * Makes a version live; one that is live stays so.
   * @param version null: the one that was live before @param from nothing is checked without it
   * @throws DomainError not_found (scenario_unknown, scenario_version_unknown), conflict (no_earlier_version,
   * live_version_changed)
   */
  async promote(name: string, version: number | null, from?: number): Promise<Scenario> {
    await this.find(name);
    return await this.database.transaction(async ({ manager }) => {
      const { id, liveVersion, previousVersion } = await locked(manager, name);
      if (from !== undefined && liveVersion !== from)
        throw new DomainError(
          'conflict',
          'live_version_changed',
          `Nothing was done: ${liveVersion === null ? 'no version' : `version ${liveVersion}`} of the scenario ${name} is live, not version ${from}.`,
        );
      const next = version ?? previousVersion;
      if (next === null)
        throw new DomainError(
          'conflict',
          'no_earlier_version',
          `No earlier version of the scenario ${name} has been live.`,
        );
      await versionOf(manager, id, name, next);
      if (next !== liveVersion)
        await manager.update(
          Scenario,
          { id },
          { liveVersion: next, previousVersion: liveVersion, promotedAt: () => 'now()' },
        );
      return await manager.findOneByOrFail(Scenario, { id });
    });
  }
}

/** @param known names of those that can be asked for */
export function scenarioUnknown(name: string, known: readonly string[]): DomainError {
  const all = known.length === 0 ? 'There are none yet.' : `There are ${known.join(', ')}.`;
  return new DomainError(
    'not_found',
    'scenario_unknown',
    `No scenario is called ${name}${nearestHint(known, name)}. ${all} Make one by POST /admin/recommender/scenarios/${name}/versions.`,
  );
}

async function locked(manager: EntityManager, name: string): Promise<Scenario> {
  return await manager.findOneOrFail(Scenario, { where: { name }, lock: { mode: 'pessimistic_write' } });
}

async function versionOf(
  manager: EntityManager,
  scenarioId: number,
  name: string,
  version: number,
): Promise<ScenarioVersion> {
  const found = await manager.findOneBy(ScenarioVersion, { scenarioId, version });
  if (found !== null) return found;
  throw new DomainError(
    'not_found',
    'scenario_version_unknown',
    `The scenario ${name} has no version ${version}: GET /recommend/scenarios/${name} lists those that there are.`,
  );
}
