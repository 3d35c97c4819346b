import { SeededRandom, sparseRowsFromTriples, transpose } from '#ml';
import { listenersInSteps, transposeInSteps } from './columns-in-steps.js';

function finished<Result>(steps: Generator<void, Result>): { result: Result; steps: number } {
  for (let count = 1; ; count++) {
    const { done, value } = steps.next();
    if (done === true) return { result: value, steps: count };
  }
}

it('is the transpose, or the users of each song, and comes in steps', () => {
  const random = new SeededRandom(2);
  const [rows, columns, pairs] = [3_000, 700, 1_200_000];
  const places = Int32Array.from({ length: pairs }, (_, n) => Math.floor((n * rows * columns) / pairs));
  const matrix = sparseRowsFromTriples(
    rows,
    columns,
    places.map((place) => Math.floor(place / columns)),
    places.map((place) => place % columns),
    Float32Array.from(places, () => random.int(3)),
  );
  const expected = transpose(matrix);
  const turned = finished(transposeInSteps(matrix));
  expect(turned.result).toEqual(expected);
  expect(turned.steps).toBeGreaterThan(2);
  const { starts, likedEnds, users } = finished(listenersInSteps(matrix)).result;
  for (const column of [0, 350, 699]) {
    const [from, to] = [expected.starts[column]!, expected.starts[column + 1]!];
    const met = expected.indices.slice(from, to);
    const likes = (_: number, n: number): boolean => expected.weights[from + n]! > 0;
    expect(users.slice(starts[column], likedEnds[column])).toEqual(met.filter(likes));
    expect(users.slice(starts[column], starts[column + 1]).sort()).toEqual(met);
  }
});
