import { dayRange } from './day-range.dto.js';

const LOADED = { from: '2017-03-30', to: '2017-05-12' };

describe('dayRange', () => {
  it('is what is loaded where an end is not given', () => {
    expect(dayRange({}, LOADED)).toEqual(LOADED);
    expect(dayRange({ from: '2017-04-01' }, LOADED)).toEqual({ from: '2017-04-01', to: '2017-05-12' });
    expect(dayRange({ to: '2017-04-01' }, LOADED)).toEqual({ from: '2017-03-30', to: '2017-04-01' });
    expect(dayRange({}, null)).toBeNull();
    expect(dayRange({ from: '2017-04-01', to: '2017-04-01' }, null)).toEqual({
      from: '2017-04-01',
      to: '2017-04-01',
    });
  });

  it('neither runs backwards nor for ever', () => {
    const backwards = { from: '2017-05-13', to: '2017-05-12' };
    expect(() => dayRange(backwards, LOADED)).toThrow('ends on 2017-05-12, before it begins');
    expect(() => dayRange({ from: '1900-01-01', to: '2017-05-12' }, LOADED)).toThrow('at most 1100');
  });

  it('keeps an end that is not given where the range can be answered', () => {
    expect(dayRange({ from: '2017-05-13' }, LOADED)).toEqual({ from: '2017-05-13', to: '2017-05-13' });
    expect(dayRange({ to: '2017-01-01' }, LOADED)).toEqual({ from: '2017-01-01', to: '2017-01-01' });
    expect(dayRange({ from: '1900-01-01' }, LOADED)).toEqual({ from: '1900-01-01', to: '1903-01-05' });
    expect(dayRange({}, { from: '0001-01-01', to: '9999-12-31' })).toEqual({
      from: '9996-12-27',
      to: '9999-12-31',
    });
    expect(dayRange({ to: '0001-02-01' }, LOADED)).toEqual({ from: '0001-02-01', to: '0001-02-01' });
  });
});
