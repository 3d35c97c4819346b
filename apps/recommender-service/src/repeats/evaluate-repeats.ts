import { rankingMetrics } from '#ml';
import type { Interval } from '#ml';
import { meanInterval } from '../evaluation/model-evaluation.js';
import type { MetricIntervalsDto } from '../evaluation/evaluation.dto.js';
import type { CountedRepeats, HalfLifeTrialDto, RepeatRuleDto } from './repeat-report.dto.js';

/** The own songs of one user, ranked three ways, and those listened to again on held-out days. Song ids. */
export interface RepeatRankings {
  userId: string;
  byScore: string[];
  byTimes: string[];
  byLastDay: string[];
  wanted: string[];
}

const SEED = 1;

const intervalOf = (values: readonly number[]): Interval => meanInterval(values, SEED);

export function evaluateRepeats(
  rankings: readonly RepeatRankings[],
  k: number,
  rule: RepeatRuleDto,
  cut: string | null,
  halfLives: HalfLifeTrialDto[],
): CountedRepeats {
  const answer = { rule, cut, k, users: rankings.length, halfLives };
  if (rankings.length === 0) {
    return { ...answer, score: null, frequency: null, recency: null, aheadOf: null };
  }
  const [score, frequency, recency] = (['byScore', 'byTimes', 'byLastDay'] as const).map((name) =>
    rankings.map((user) => metricsOf(user[name], user.wanted, k)),
  ) as [Metrics[], Metrics[], Metrics[]];
  const ahead = (other: Metrics[]): Interval =>
    intervalOf(score.map(({ ndcg }, user) => ndcg - other[user]!.ndcg));
  return {
    ...answer,
    score: qualityOf(score),
    frequency: qualityOf(frequency),
    recency: qualityOf(recency),
    aheadOf: { frequency: ahead(frequency), recency: ahead(recency) },
  };
}

/** Half-lives in days that a retrain tries, beside the usual one; the longest: plays of all days alike. */
export const TRIED_HALF_LIVES = [14, 30, 90, 10_000];
export const USUAL_HALF_LIFE = 7;

/** NDCG by the score with another half-life less that with the usual one, over the users that both rank. */
export function tryHalfLife(
  halfLifeDays: number,
  rankings: readonly RepeatRankings[],
  usual: readonly RepeatRankings[],
  k: number,
): HalfLifeTrialDto {
  const ndcgOf = ({ byScore, wanted }: RepeatRankings): number => metricsOf(byScore, wanted, k).ndcg;
  const others = new Map(usual.map((user) => [user.userId, user]));
  const gains = rankings.flatMap((user) => {
    const other = others.get(user.userId);
    return other === undefined ? [] : [ndcgOf(user) - ndcgOf(other)];
  });
  return { halfLifeDays, users: gains.length, gain: gains.length === 0 ? null : intervalOf(gains) };
}

/** That of the largest gain among those whose interval is above 0; else the usual one. */
export function bestHalfLife(trials: readonly HalfLifeTrialDto[]): number {
  const better = trials.filter(({ gain }) => gain !== null && gain.low > 0);
  const [best] = better.sort((a, b) => b.gain!.value - a.gain!.value);
  return best?.halfLifeDays ?? USUAL_HALF_LIFE;
}

interface Metrics {
  ndcg: number;
  recall: number;
}

/** Songs are numbered by their place among the wanted ones; all others are beyond them. */
function metricsOf(ranked: readonly string[], wanted: readonly string[], k: number): Metrics {
  const numbers = new Map(wanted.map((songId, n) => [songId, n]));
  const list = Int32Array.from(ranked, (songId, n) => numbers.get(songId) ?? wanted.length + n);
  return rankingMetrics(list, Int32Array.from(wanted.keys()), k);
}

function qualityOf(metrics: readonly Metrics[]): MetricIntervalsDto {
  return {
    ndcg: intervalOf(metrics.map(({ ndcg }) => ndcg)),
    recall: intervalOf(metrics.map(({ recall }) => recall)),
  };
}
