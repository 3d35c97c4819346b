import { percent, stepLine } from './step-view.js';

describe('progress', () => {
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
