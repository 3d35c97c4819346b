import fc from 'fast-check';
import { bar, percent, stepLine } from './progress-line.js';

describe('progress', () => {
  it('is a bar of fixed width', () => {
    expect(bar(0)).toBe(`${'░'.repeat(24)} 0 %`);
    expect(bar(0.5)).toBe(`${'█'.repeat(12)}${'░'.repeat(12)} 50 %`);
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), (fraction) => {
        expect(bar(fraction)).toMatch(/^[█░]{24} \d{1,3} %$/);
      }),
    );
  });

  it('never says 100 % before the end', () => {
    expect(percent(0.9999)).toBe('99 %');
    expect(percent(1)).toBe('100 %');
  });

  it('names the step and its main figures', () => {
    const detail = { archives: 390, archivesDone: 12, events: 310_000, bytes: 110_059_079 };
    expect(stepLine({ step: 'loading', fraction: null, detail })).toBe(
      'loading, 12 of 390 archives, 310,000 events',
    );
    expect(stepLine({ step: 'fitting', fraction: 0.5, detail: {} })).toBe('fitting');
  });
});
