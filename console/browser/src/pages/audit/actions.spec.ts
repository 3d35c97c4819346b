import { actionChoices, actionInWords } from './actions.js';

describe('the actions of the audit', () => {
  it('are sentences, and others stay as they are', () => {
    expect(actionInWords('POST /admin/keys/:name/rotate')).toBe('Rotated a key');
    expect(actionInWords('job churn.retrain')).toBe('job churn.retrain');
  });

  it('are offered by their words, with the one that is chosen', () => {
    const words = actionChoices(undefined).map(([, text]) => text);
    expect(words).toEqual(words.toSorted((a, b) => a.localeCompare(b)));
    expect(actionChoices('job churn.retrain')[0]).toEqual(['job churn.retrain', 'job churn.retrain']);
  });
});
