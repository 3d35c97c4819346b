import { studentInterval } from './interval.js';

describe('studentInterval', () => {
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [8, 2.306],
    [30, 2.042],
    [1_000, 1.962],
  ])('with %i degrees of freedom reaches %d standard errors to either side', (freedom, errors) => {
    const { low, high } = studentInterval(5, 2, freedom);
    expect((high - 5) / 2).toBeCloseTo(errors, 2);
    expect((5 - low) / 2).toBeCloseTo(errors, 2);
  });
});
