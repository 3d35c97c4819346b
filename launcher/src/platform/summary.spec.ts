import { describeLoad, describeModel } from './summary.js';

const STATE = {
  archives: 120,
  newest: 120,
  events: 1_234_567,
  lines: 1_240_000,
  rejected: 6200,
  refused: 2,
  partial: 0,
  changedAt: null,
  synthetic: true,
};

describe('the summary', () => {
  it('counts what was loaded and what was refused', () => {
    expect(describeLoad(STATE)).toBe(
      '1,234,567 events from 120 archives (2 refused); 6,200 of 1,240,000 lines rejected',
    );
    expect(describeLoad({ ...STATE, partial: 1 })).toMatch(/\(2 refused, 1 loaded in part\)/);
  });

  it('names the live version, or the reasons why there is none', () => {
    const model = {
      newestAt: null,
      reasons: ['Failed: too few users.'],
      live: { version: 2, figures: 'AUC 0.9' },
    };
    expect(describeModel(model)).toBe('version 2, AUC 0.9');
    expect(describeModel(model, 'no days.')).toMatch(/\(not trained anew: no days\.\)$/);
    expect(describeModel({ ...model, live: null })).toBe('none yet: Failed: too few users.');
    expect(describeModel({ ...model, live: null, reasons: [] }, 'no days.')).toBe('none yet: no days.');
  });
});

describe('when every archive was refused', () => {
  it('says so, with the page that describes what is read', () => {
    const none = { ...STATE, archives: 2, refused: 2, events: 0 };
    expect(describeLoad(none)).toMatch(/^none: every archive was refused \(2\); docs\/own-logs\.md/);
  });
});
