import { describeLoad, describeModel } from './summary.js';

const STATE = {
  archives: 122,
  posted: 2,
  newest: 120,
  events: 1_234_567,
  lines: 1_240_000,
  rejected: 6200,
  leftOut: 0,
  refused: 2,
  partial: 0,
  changedAt: null,
  synthetic: true,
};

describe('the summary', () => {
  it('counts what was loaded and what was refused', () => {
    expect(describeLoad(STATE)).toBe(
      '1,234,567 events from 120 archives (2 refused) and posted events; 6,200 of 1,240,000 lines rejected',
    );
    expect(describeLoad({ ...STATE, leftOut: 1300 })).toMatch(/lines rejected, 1,300 left out on purpose$/);
    expect(describeLoad({ ...STATE, partial: 1 })).toMatch(/\(2 refused, 1 loaded in part\)/);
  });

  it('names the live version, and what the newest one did not pass, with the call to make', () => {
    const model = { newestAt: null, missed: null, live: { version: 2, figures: 'AUC 0.9' } };
    const missed = { version: 3, checks: ['Failed: too few users.'], leaks: false };
    expect(describeModel('churn', model)).toBe('version 2, AUC 0.9');
    expect(describeModel('churn', model, 'no days.')).toMatch(/\(not trained anew: no days\.\)$/);
    expect(describeModel('churn', { ...model, missed })).toMatch(
      /^version 2, AUC 0\.9; version 3 did not pass: Failed: too few users\. Accept it by POST \/admin\/churn\/models\/3\/promote/,
    );
    expect(
      describeModel('recommender', { ...model, live: null, missed: { ...missed, leaks: true } }),
    ).toMatch(
      /^none yet; version 3 did not pass: .* Find the feature .*\(POST \/admin\/recommender\/retrain\)\.$/,
    );
    expect(describeModel('churn', { ...model, live: null }, 'no days.')).toBe('none yet: no days.');
  });
});

describe('when every archive was refused', () => {
  it('says so, with the page that describes what is read', () => {
    const none = { ...STATE, archives: 4, refused: 2, events: 0 };
    expect(describeLoad(none)).toMatch(/^none: every archive was refused \(2\); docs\/own-logs\.md/);
  });
});
