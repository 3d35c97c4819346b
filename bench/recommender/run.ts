import type { ShapeName } from './als.bench.js';
import { compareTraining } from './als.bench.js';
import { measureColdSongs } from './cold.bench.js';
import { measureDated } from './dated.bench.js';
import { measureFilters } from './filters.bench.js';
import { measureInteractions } from './interactions.bench.js';
import { measureMix } from './mix.bench.js';
import { measureChoice } from './choice.bench.js';
import { measureLargeSet } from './large.bench.js';
import { measureLists } from './lists.bench.js';
import { measureLongHistories } from './long-histories.bench.js';
import { measureNext } from './next.bench.js';
import { measurePublished } from './published.bench.js';
import { measureQuality } from './quality.bench.js';
import { compareSearch, measureFoldIn } from './search.bench.js';
import { compareWithSpark } from './spark.bench.js';
import { measureHome, measureServing, measureTextSearch } from './serving.bench.js';

/**
 * Without arguments everything; `train small 64`, `search 100000`, `filters 200000`, `fold-in`, `serve`, `home`,
 * `text-search`, `mix`, `cold`, `interactions files`, `interactions`, `histories 120` or `quality citeulike 120`
 * (seconds), `choice sample` one part; `large 200000` (users), `lists 100000` (users), `dated FILE`, `next FOLDER`,
 * `published FOLDER` and `spark 1` (million pairs; needs Java and `npm run spark:setup`) only when asked for.
 */
const [part, first, second] = process.argv.slice(2);
const wants = (name: string, value?: string | number) =>
  part === undefined ||
  (part === name && (first === undefined || value === undefined || first === String(value)));

for (const [shape, rounds, iterations] of [
  ['small', 3, 5],
  ['large', 1, 3],
] as [ShapeName, number, number][]) {
  for (const factors of [64, 128, 256]) {
    if (!wants('train', shape) || (second !== undefined && second !== String(factors))) continue;
    await compareTraining(shape, factors, rounds, iterations);
  }
}
for (const songs of [20_000, 100_000, 1_000_000]) {
  if (!wants('search', songs)) continue;
  for (const even of [false, true]) await compareSearch(songs, even);
}
for (const songs of [200_000, 1_000_000]) {
  if (!wants('filters', songs)) continue;
  for (const even of [false, true]) await measureFilters(songs, even);
}
if (wants('fold-in')) measureFoldIn();
if (wants('serve')) await measureServing();
if (wants('home')) await measureHome();
if (wants('text-search')) await measureTextSearch();
if (wants('mix')) await measureMix();
if (wants('cold')) await measureColdSongs();
if (wants('interactions')) await measureInteractions(first === 'files' ? 'files' : 'matrix');
if (wants('histories')) await measureLongHistories(part === undefined ? 120 : Number(first ?? 120));
if (wants('quality', first))
  await measureQuality(part === undefined ? undefined : first, Number(second ?? 120));
if (part === 'lists') await measureLists(first === undefined ? undefined : Number(first));
if (part === 'large') await measureLargeSet(first === undefined ? undefined : Number(first));
if (part === 'choice') await measureChoice(first);
if (part === 'dated') await measureDated(first ?? '../shared/data/collegemsg/CollegeMsg.txt');
if (part === 'next') await measureNext(first ?? '../shared/data/30music-sessions');
if (part === 'published') await measurePublished(process.argv.slice(3));
if (part === 'spark') await compareWithSpark(first);
