import { Reads } from '#common';
import { personSums } from '#ml';
import { Injectable } from '@nestjs/common';
import type { Experiment } from '../registry/experiment.entity.js';
import { ExperimentsService } from '../registry/experiments.service.js';
import type { ExperimentResultDto, VariantOutcomeDto } from './experiment-result.dto.js';
import { experimentResult } from './experiment-result.js';
import type { VariantSums } from './experiment-result.js';
import { SELECT_WITHOUT_VARIANT, selectVariantOutcomes } from './outcomes.sql.js';
import { described } from './rate.js';
import type { Summed } from './rate.js';

type VariantRow = Summed<Omit<VariantOutcomeDto, 'lift'>> & { experimentId: number };

interface WithoutVariant {
  experimentId: number;
  users: number;
  guestAnswers: number;
}

const NOBODY = personSums([]);
const NOTHING = { recommendations: 0, impressions: 0, clicks: 0, downloads: 0, playThroughs: 0, users: 0 };
const DAY_MS = 86_400_000;

/** What came of experiments. */
@Injectable()
export class ExperimentResults {
  constructor(
    private readonly reads: Reads,
    private readonly experiments: ExperimentsService,
  ) {}

  /** Of those that ran at some time from `from` to before `to`, each from its beginning; newest first. */
  async between([from, to]: readonly [from: Date, to: Date]): Promise<ExperimentResultDto[]> {
    const experiments = await this.experiments.between(from, to);
    if (experiments.length === 0) return [];
    const now = new Date();
    // Clients say when they showed a song, by their own clocks.
    const since = new Date(Math.min(...experiments.map(({ startedAt }) => startedAt.getTime())) - DAY_MS);
    const until = new Date(now.getTime() + DAY_MS);
    const select = <Row>(sql: string, some: readonly Experiment[]): Promise<Row[]> =>
      this.reads.run('recent', (database) =>
        database.query<Row>(sql, [since, until, some.map(({ id }) => id)]),
      );
    const rows: VariantRow[] = [];
    for (const by of ['model_version', 'scenario_version'] as const) {
      const some = experiments.filter(({ scenario }) => (scenario === null) === (by === 'model_version'));
      if (some.length > 0) rows.push(...(await select<VariantRow>(selectVariantOutcomes(by), some)));
    }
    const without = await select<WithoutVariant>(SELECT_WITHOUT_VARIANT, experiments);
    return experiments.map((experiment) => {
      const { id, name, scenario, startedAt, endedAt } = experiment;
      const own = rows.filter(({ experimentId }) => experimentId === id);
      return {
        experimentId: id,
        name,
        scenario,
        startedAt: startedAt.toISOString(),
        endedAt: endedAt?.toISOString() ?? null,
        ...experimentResult(experiment, variantsOf(experiment, own), now),
        withoutVariant: explained(without.find(({ experimentId }) => experimentId === id)!),
      };
    });
  }
}

/** The control first, then each challenger, also those of which nothing was shown. */
function variantsOf({ challengerVersions }: Experiment, rows: readonly VariantRow[]): VariantSums[] {
  const control = rows.find(({ variant }) => variant === 'control');
  const found = challengerVersions.map((version) =>
    rows.find(({ variant, versions }) => variant === 'challenger' && versions[0] === version),
  );
  return [control, ...found].map((row, n) => {
    const variant = n === 0 ? 'control' : 'challenger';
    const versions = n === 0 ? [] : [challengerVersions[n - 1]!];
    const { experimentId: _, ...sums } = row ?? {
      ...NOTHING,
      experimentId: 0,
      variant,
      versions,
      clicked: NOBODY,
      playedThrough: NOBODY,
    };
    return { ...described(sums), clicked: sums.clicked };
  });
}

function explained({ users, guestAnswers }: WithoutVariant): ExperimentResultDto['withoutVariant'] {
  const reasons = [
    users > 0 &&
      `${users} users were shown lists of before the experiment, or of before an instance had loaded the challengers`,
    guestAnswers > 0 && `${guestAnswers} answers went to guests, whom the live version answers`,
  ].filter((reason) => reason !== false);
  return { users, guestAnswers, reason: reasons.length === 0 ? null : `${reasons.join('; ')}.` };
}
