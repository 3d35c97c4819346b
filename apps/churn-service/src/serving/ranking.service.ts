import { Cursors, Database, DomainError } from '#common';
import type { LeftOutDto } from '#common';
import { rangeOf, targetOfKind } from '#common/bands';
import type { BandCuts, RiskRange } from '#common/bands';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { factFilter } from '../dataset/fact-conditions.js';
import type { FactFilter } from '../dataset/fact-conditions.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import type { BandCountsDto, RankedQuery, RankedUsersDto } from './ranked.dto.js';
import { freshnessOf } from './describe-score.js';
import { describeDoubts } from '../scores/doubts.js';
import { roundToCents } from '../scores/rounding.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { RankedPart, RankedPlace } from '../scores/scores.repository.js';
import { userOrder } from '../scores/user-order.js';
import type { UserOrderDto } from '../scores/user-order.js';
import { ScoreAnswers } from './score-answers.js';
import { ServingStates } from './serving-state.js';
import type { ServingState } from './serving-state.js';

/** A ranked list comes from one set of stored scores, however many pages it has. */
export type RankedState = ServingState & { readonly set: ScoreSet };

/** Which scores a list has, and in which order. */
export interface RankedList {
  readonly part: RankedPart;
  readonly order: UserOrderDto;
  readonly filter: FactFilter | null;
}

type ListQuery = Omit<RankedQuery, 'limit' | 'cursor'>;

/** Where a list goes on, and in which scores. */
interface ListPlace extends Omit<RankedList, 'filter'>, Pick<ScoreSet, 'snapshotDate' | 'versionId'> {
  /** ISO time: scores that were made anew have another one. */
  readonly scoredAt: string;
  readonly asked: Asked;
  readonly after: RankedPlace;
}

const LIST = 'users at risk';

/** Lists users at risk, highest first. */
@Injectable()
export class RankingService {
  constructor(
    private readonly database: Database,
    private readonly states: ServingStates,
    private readonly sets: ScoreSetsRepository,
    private readonly scores: ScoresRepository,
    private readonly answers: ScoreAnswers,
    private readonly cursors: Cursors,
    private readonly facts: FactsRepository,
  ) {}

  get cuts(): BandCuts {
    return this.answers.cuts;
  }

  /**
   * One page. A cursor goes on in the scores of its first page, even when newer ones are there.
   * @throws DomainError not_found when no user has been scored, conflict when the scores of the first page are gone
   */
  async page(query: RankedQuery): Promise<RankedUsersDto> {
    const place = query.cursor === undefined ? null : await this.cursors.read<ListPlace>(LIST, query.cursor);
    if (place !== null) assertSameList(query, place.asked);
    const state = place === null ? await this.newest() : await this.continued(place);
    const { set } = state;
    const { part, order, filter } = await this.list(state, query, place);
    const asked = place?.asked ?? askedBy(query);
    const rows = await this.scores.ranked(set, part, place?.after ?? null, query.limit + 1, filter);
    const users = rows.slice(0, query.limit);
    const answers = await this.answers.make(users, state, 'stored');
    return {
      snapshotDate: set.snapshotDate,
      featureDays: set.featureDays,
      horizonDays: set.labelDays,
      target: targetOfKind(set.kind),
      modelVersion: set.version,
      population: set.userCount,
      order,
      leftOut: await this.leftOut(state, { part, order, filter }),
      bandCuts: this.cuts,
      freshness: freshnessOf(state, 'stored'),
      doubtful: describeDoubts(set.doubts),
      synthetic: state.origin.synthetic,
      users: answers.map(({ userId, probability, percentile, band, reasons }, i) => {
        const valueAtRisk = part.byValue ? roundToCents(users[i]!.valueAtRisk) : null;
        return { userId, probability, percentile, band, valueAtRisk, reasons };
      }),
      nextCursor:
        rows.length > users.length
          ? await this.cursorBehind(users.at(-1)!, set, { asked, part, order })
          : null,
    };
  }

  /** How many of the users who are asked for may not be contacted; null where all users are asked for. */
  async leftOut({ set }: RankedState, { part, filter }: RankedList): Promise<LeftOutDto | null> {
    return part.contactable ? await this.scores.countLeftOut(set, part, filter) : null;
  }

  /** The list that a query asks for, or goes on with. @throws DomainError invalid (filter_invalid) */
  async list({ set }: RankedState, query: ListQuery, place: ListPlace | null = null): Promise<RankedList> {
    const { filter: text } = query;
    const filter =
      text === undefined ? null : factFilter(text, await this.facts.declared(), set.snapshotDate);
    if (place !== null) return { part: place.part, order: place.order, filter };
    const order = await userOrder(this.database, set, query.order, query.defaultValue);
    const { defaultValue } = order;
    const chosen = { byValue: defaultValue !== null, defaultValue: defaultValue ?? 0 };
    return {
      part: { ...riskRange(query, this.cuts), ...chosen, contactable: query.contactable === true },
      order,
      filter,
    };
  }

  /** How many users of the newest scores, or of those of a past day, are in each band. */
  async bands(asOf?: string): Promise<BandCountsDto> {
    const { set, origin } = await this.newest(asOf);
    return {
      snapshotDate: set.snapshotDate,
      target: targetOfKind(set.kind),
      modelVersion: set.version,
      bandCuts: this.cuts,
      synthetic: origin.synthetic,
      doubtful: describeDoubts(set.doubts),
      ...(await this.scores.countBands(set, this.cuts)),
    };
  }

  private async cursorBehind(
    { userId, probability, valueAtRisk }: RankedPlace,
    { snapshotDate, versionId, scoredAt }: ScoreSet,
    list: Pick<ListPlace, 'asked' | 'part' | 'order'>,
  ): Promise<string> {
    const after = { userId, probability, valueAtRisk };
    const place = { snapshotDate, versionId, scoredAt: scoredAt.toISOString(), ...list, after };
    return await this.cursors.write(LIST, place satisfies ListPlace);
  }

  /**
   * The newest scores of everybody by the live version, or those of a past day.
   * @throws DomainError not_found when there are none
   */
  async newest(asOf?: string): Promise<RankedState> {
    const newest = asOf === undefined ? (await this.states.current([])).state : null;
    let state = asOf === undefined ? newest : await this.states.at(asOf);
    if (newest !== null && newest.set === null) {
      // A day has been loaded since: its scores are missing, the day before has some.
      const older = await this.sets.newestOf(newest.live.version.id);
      if (older !== null) state = { ...(await this.states.of(older)), stale: true };
    }
    if (state !== null && state.set !== null) return { ...state, set: state.set };
    throw new DomainError(
      'not_found',
      'scores_missing',
      'Nobody has been scored by this version yet; score everybody by POST /admin/churn/score.',
    );
  }

  private async continued(place: ListPlace): Promise<RankedState> {
    const { state } = await this.states.current([]);
    if (state !== null && state.set !== null && isOf(state.set, place)) return { ...state, set: state.set };
    const set = await this.sets.findOf(place.snapshotDate, place.versionId);
    if (set === null || !isOf(set, place)) {
      throw new DomainError(
        'conflict',
        'cursor_outdated',
        'The scores of the first page have been made anew since; begin again without a cursor.',
      );
    }
    return await this.states.of(set);
  }
}

/** Whether it is the set that the page before came from. */
function isOf(set: ScoreSet, { snapshotDate, versionId, scoredAt }: ListPlace): boolean {
  return (
    set.snapshotDate === snapshotDate &&
    set.versionId === versionId &&
    set.scoredAt.toISOString() === scoredAt
  );
}

type Asked = ReturnType<typeof askedBy>;

/** What a query asks for, as JSON holds it: values that are left out are those that count then. */
function askedBy({
  band = null,
  minRisk = 0,
  order = 'risk',
  defaultValue = null,
  contactable = false,
  filter = null,
}: { [Name in keyof ListQuery]: ListQuery[Name] | null }) {
  // A cursor is short: the filter itself is sent with each page.
  const digest = filter === null ? null : createHash('sha256').update(filter).digest('hex').slice(0, 16);
  return { band, minRisk, order, defaultValue, contactable, filter: digest };
}

function assertSameList(query: RankedQuery, asked: Asked): void {
  const { band, minRisk, order, defaultValue, contactable } = query;
  const isShort = [band, minRisk, order, defaultValue, contactable].every((given) => given === undefined);
  const given = askedBy(query);
  if (isShort && given.filter === asked.filter) return;
  if (isDeepStrictEqual(given, asked)) return;
  throw new DomainError(
    'invalid',
    'cursor_mismatch',
    'The cursor belongs to another band, minRisk, order, defaultValue, contactable or filter; send the same filter and leave all others out, or begin again.',
  );
}

/** Above all probabilities, in place of Infinity, which JSON lacks. */
const UNBOUNDED = 2;

/** Which probabilities a query asks for. */
export function riskRange({ band, minRisk = 0 }: ListQuery, cuts: BandCuts): RiskRange {
  const { from, below } = band === undefined ? { from: 0, below: UNBOUNDED } : rangeOf(band, cuts);
  return { from: Math.max(minRisk, from), below: Math.min(below, UNBOUNDED) };
}
