import { rankingMetrics, TopK } from '#ml';
import type { RankedIndices } from '#ml';
import { meanInterval } from './model-evaluation.js';
import type { ColdEvaluationDto } from './cold-evaluation.dto.js';

/** What scores of cold songs may be multiplied by, so that these stand among the others where they belong. */
const SCALES = [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.07, 0.05, 0.03];
/** Where nothing could be held out. */
export const LEAST_SCALE = SCALES.at(-1)!;
/** Share of its NDCG that lists may be seen to lose by cold songs, by the lower end of the interval. */
const MARGIN = 0.01;

/**
 * One user's list without cold songs, the best cold songs, and what is to be found among both: cold songs
 * stand behind the others.
 */
export interface ListWithCold {
  warm: RankedIndices;
  cold: RankedIndices;
  wanted: Int32Array;
}

/** The scale is chosen on every second list, and reported on the others. */
export function evaluateColdLists(
  lists: readonly ListWithCold[],
  k: number,
  seed: number,
): Pick<ColdEvaluationDto, 'scale' | 'lists'> {
  const ndcgWith = (some: readonly ListWithCold[], scale: number): number[] =>
    some.map((list) => rankingMetrics(merged(list, scale, k), list.wanted, k).ndcg);
  const compare = (some: readonly ListWithCold[], scale: number) => {
    const withCold = ndcgWith(some, scale);
    const withoutCold = ndcgWith(some, 0);
    const difference = withCold.map((value, n) => value - withoutCold[n]!);
    return {
      withCold: meanInterval(withCold, seed),
      withoutCold: meanInterval(withoutCold, seed),
      difference: meanInterval(difference, seed),
    };
  };
  const [choosing, reported] = [0, 1].map((half) => lists.filter((_, n) => n % 2 === half)) as [
    ListWithCold[],
    ListWithCold[],
  ];
  const isHarmless = (scale: number): boolean => {
    const { difference, withoutCold } = compare(choosing, scale);
    return difference.low >= -MARGIN * withoutCold.value;
  };
  const scale = choosing.length > 0 ? (SCALES.find(isHarmless) ?? 0) : LEAST_SCALE;
  if (reported.length === 0) return { scale, lists: null };
  const places = reported.map((list) =>
    merged(list, scale, k).filter((song) => list.cold.indices.includes(song)),
  );
  return {
    scale,
    lists: {
      users: reported.length,
      ...compare(reported, scale),
      shareOfPlaces: places.reduce((sum, { length }) => sum + length, 0) / (k * reported.length),
    },
  };
}

/** The k best of both; scale 0: without cold songs. */
function merged({ warm, cold }: ListWithCold, scale: number, k: number): Int32Array {
  if (scale === 0) return warm.indices;
  const best = new TopK(k);
  warm.indices.forEach((song, n) => best.offer(song, warm.scores[n]!));
  cold.indices.forEach((song, n) => best.offer(song, scale * cold.scores[n]!));
  return best.take().indices;
}
