import { four, interval, percent } from './numbers.js';

describe('numbers of pages', () => {
  it('have no sign where they round to zero', () => {
    expect(interval({ value: -0.00004, low: -0.00006, high: -0 })).toBe('0.0000 (-0.0001 to 0.0000)');
    expect([four(-0.00001), four(-0.12345), percent(-0.0004), percent(-0.0006)]).toEqual([
      '0.0000',
      '-0.1235',
      '0.0 %',
      '-0.1 %',
    ]);
  });
});
