import { bandOf } from './bands.js';

describe('bandOf', () => {
  it('begins each band at its cut', () => {
    const cuts = { mediumFrom: 0.4, highFrom: 0.7 };
    expect([0, 0.399, 0.4, 0.699, 0.7, 1].map((probability) => bandOf(probability, cuts))).toEqual([
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
    ]);
  });
});
