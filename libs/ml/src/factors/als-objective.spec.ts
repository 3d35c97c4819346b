import { rowRegularization } from './als-objective.js';

// alpha = 1 / alpha_0 and regularization = lambda / alpha_0 of Rendle et al.
describe('rowRegularization', () => {
  it('scales the regularisation by the frequency', () => {
    const objective = { alpha: 1 / 0.1, regularization: 0.03 / 0.1, frequencyExponent: 1 };
    expect(rowRegularization(objective, 7, 40)).toBeCloseTo((0.03 * (7 + 0.1 * 40)) / 0.1, 10);
    expect(rowRegularization({ ...objective, frequencyExponent: 0 }, 7, 40)).toBeCloseTo(0.3, 10);
    expect(rowRegularization({ ...objective, frequency: 'observed' }, 7, 40)).toBeCloseTo(
      (0.03 * 7) / 0.1,
      10,
    );
  });
});
