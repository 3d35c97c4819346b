import { actionChoices, actionInWords, queryOf } from './filter.js';

describe('the filter of the audit', () => {
  it('asks for whole days of the reader, the last one too, and not for what is no day', () => {
    const { from, to } = queryOf({ from: '2026-11-26', to: '2026-11-26' });
    expect(new Date(from!).getHours()).toBe(0);
    expect(Date.parse(to!) - Date.parse(from!)).toBe(86_400_000);
    expect(queryOf({ key: 'console', to: 'yesterday' })).toEqual({ key: 'console' });
  });
});

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
