import { modelDescription, modelName } from './model-name.js';

const factors = { form: 'hkv', factors: 32, itemShare: 0 } as const;

describe('modelName', () => {
  it('names factors, item weights and blends of both by their shares', () => {
    expect(modelName(factors)).toBe('factors');
    expect(modelName({ ...factors, itemShare: 1 })).toBe('local ridge');
    expect(modelName({ ...factors, itemShare: 0.4 })).toBe('blend of 60 % factors and 40 % local ridge');
  });

  it('is described with the length of the vectors and their objective', () => {
    expect(modelDescription({ ...factors, form: 'rendle' })).toBe('factors (32 factors, Rendle et al.)');
  });
});
