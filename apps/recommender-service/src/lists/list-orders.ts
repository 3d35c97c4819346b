import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { Listeners } from '../listener/listeners.js';
import type { ServingState } from '../registry/serving-state.js';
import { ListPlans } from '../serving/scenarios/list-plans.js';
import type { ListBasis } from './list-task.js';
import type { ListsBody } from './lists.dto.js';

/** Excluded for good: nothing is known of this user. */
const NOBODY = '0';
const OF_A_USER = ['releases_for_you', 'singers_you_like'];

/** What lists are asked for, the same for all users. */
export type AskedInBulk = Pick<ListBasis, 'asked' | 'constraints'> & {
  readonly scenario: { readonly id: number; readonly version: number } | null;
  readonly state: ServingState;
};

/** Turns what a job is asked for, by the name of a scenario too, into what each list is made from. */
@Injectable()
export class ListOrders {
  constructor(
    private readonly listeners: Listeners,
    private readonly plans: ListPlans,
  ) {}

  /**
   * @throws DomainError not_found (scenario_unknown), conflict (lists_of_a_user), invalid as requests for lists do,
   * unavailable without a live model
   */
  async of({
    name: _name,
    format: _format,
    to: _to,
    audience: _audience,
    scenario,
    ...asked
  }: ListsBody): Promise<AskedInBulk> {
    const nobody = (await this.listeners.ofBatch([NOBODY]))[0]!;
    const { state } = nobody;
    const plan = await this.plans.resolve(scenario, asked, {
      userId: NOBODY,
      state: { ...state, experiment: null },
    });
    for (const { source, includePlayed } of [plan.options, plan.fallback ?? plan.options])
      if (includePlayed === 'mix' || OF_A_USER.includes(source))
        throw new DomainError(
          'conflict',
          'lists_of_a_user',
          `Lists in bulk are neither mixed with songs to hear again nor of the source ${OF_A_USER.join(' or ')}: ` +
            'ask for another scenario, or for other options.',
        );
    const { request } = await this.plans.request(nobody, plan);
    const { limit, includePlayed, diversity, minScore, constraints } = request;
    const idsOf = (rows: readonly number[]): string[] =>
      rows.map((row) => String(nobody.served.model.songIds[row]));
    return {
      asked: {
        limit,
        includePlayed,
        diversity,
        minScore,
        exclude: asked.exclude ?? [],
        include: request.include && idsOf(request.include),
      },
      constraints: constraints?.asked ?? null,
      scenario: plan.scenario && { id: plan.scenario.id, version: plan.scenario.version },
      state,
    };
  }
}
