import { SeededRandom, sparseRowsFromTriples, transpose } from '#ml';
import { columnsInSteps, weightedColumnsInSteps } from './columns-in-steps.js';

function finished<Result>(steps: Generator<void, Result>): { result: Result; steps: number } {
  for (let count = 1; ; count++) {
    const { done, value } = steps.next();
    if (done === true) return { result: value, steps: count };
  }
}

it('is the transpose, whole or without entries of weight 0, and comes in steps', () => {
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
  const whole = finished(weightedColumnsInSteps(matrix));
  expect(whole.result).toEqual(expected);
  expect(whole.steps).toBeGreaterThan(2);
  const liked = finished(columnsInSteps(matrix, (weight) => weight > 0)).result;
  for (const column of [0, 350, 699]) {
    const [from, to] = [expected.starts[column]!, expected.starts[column + 1]!];
    const users = expected.indices.slice(from, to).filter((_, n) => expected.weights[from + n]! > 0);
    expect(liked.indices.slice(liked.starts[column], liked.starts[column + 1])).toEqual(users);
  }
});
