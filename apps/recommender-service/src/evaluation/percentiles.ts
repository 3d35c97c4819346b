import type { RankingTask } from './hold-out.js';

/**
 * Where each wanted song is among those not played, 0 first to 1 last; equal scores share the middle of
 * their places. One look at every song, whatever the number of wanted ones: a score is counted at the highest
 * wanted score it reaches, found by halving, and these counts add up from the top.
 */
export function percentiles(all: Float64Array, { played, wanted }: RankingTask): Float64Array {
  // A wanted song is ranked among all but itself and those played.
  const others = Math.max(1, all.length - played.length - 1);
  const thresholds = Float64Array.from(new Set(Array.from(wanted, (song) => all[song]!))).sort();
  const above = new Float64Array(thresholds.length);
  const equal = new Float64Array(thresholds.length);
  const least = thresholds[0]!;
  const count = (score: number, by: number) => {
    let at = 0;
    for (let end = thresholds.length; end - at > 1;) {
      const middle = (at + end) >>> 1;
      if (thresholds[middle]! > score) end = middle;
      else at = middle;
    }
    if (thresholds[at] === score) equal[at]! += by;
    else above[at]! += by;
  };
  // By index and not by iterator: this loop sees every song for hundreds of users.
  for (let song = 0; song < all.length; song++) if (all[song]! >= least) count(all[song]!, 1);
  for (const song of played) if (all[song]! >= least) count(all[song]!, -1);
  for (let at = thresholds.length - 2; at >= 0; at--) above[at]! += above[at + 1]! + equal[at + 1]!;
  return Float64Array.from(wanted, (song) => {
    const at = thresholds.indexOf(all[song]!);
    return (above[at]! + (equal[at]! - 1) / 2) / others;
  });
}
