import { isSparkObjective, sparkParameters } from './spark-parameters.js';

describe('sparkParameters', () => {
  const sizes = { users: 60, songs: 40, pairs: 500 };
  const hkv = { form: 'hkv', alpha: 4, regularization: 10, frequencyExponent: 0, frequency: 'all' } as const;

  it('regularise a row of mean frequency as strongly as before', () => {
    // 500 pairs over 100 rows and columns: 10 each.
    expect(sparkParameters(hkv, sizes)).toEqual({
      ...hkv,
      frequency: 'observed',
      frequencyExponent: 1,
      regularization: 1,
    });
    const rendle = { ...hkv, form: 'rendle', frequencyExponent: 1, regularization: 0.5 } as const;
    // In addition to them 60 x 40 / 4 / 100 = 6 x 2 unobserved ones.
    expect(sparkParameters(rendle, sizes)).toMatchObject({ form: 'hkv', regularization: 1.1 });
    expect(isSparkObjective(sparkParameters(rendle, sizes))).toBe(true);
  });

  it('leave alone what Spark minimises as it is', () => {
    const own = { ...hkv, frequency: 'observed', frequencyExponent: 1 } as const;
    expect(sparkParameters(own, sizes)).toBe(own);
  });
});
