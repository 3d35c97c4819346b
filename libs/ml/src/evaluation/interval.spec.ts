import { normalQuantile, studentInterval, z95 } from './interval.js';

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.8, 0.8416212],
    [0.95, 1.6448536],
    [0.975, 1.959964],
    [0.9995, 3.2905267],
    [1 - 1e-6, 4.7534243],
    [1e-12, -7.0344838],
  ])('of %d is %d', (chance, quantile) => {
    expect(normalQuantile(chance)).toBeCloseTo(quantile, 5);
    expect(normalQuantile(1 - chance)).toBeCloseTo(-quantile, 3);
  });

  it('is wider for more intervals that hold together', () => {
    // Dunn's table at 5 %: 5, 10 and 50 comparisons.
    expect([5, 10, 50].map((together) => Number(z95(together).toFixed(2)))).toEqual([2.58, 2.81, 3.29]);
  });
});

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
