import { withPages } from './routes-as-pages.js';

describe('texts of alerts', () => {
  it('link to pages where they name routes that a page stands for', () => {
    expect(withPages('Look at GET /churn/drift. Then retrain (POST /admin/churn/retrain); or not.')).toEqual([
      'Look at ',
      { text: 'the Drift page', to: '/monitoring/drift' },
      '. Then retrain (',
      { text: 'the Jobs page', to: '/jobs' },
      '); or not.',
    ]);
  });

  it('keep routes that no page stands for, and texts without any', () => {
    for (const text of [
      'Nobody has compared yet; POST /admin/churn/outcomes does.',
      'GET /churn/drifts',
      'All is well.',
    ])
      expect(
        withPages(text)
          .map((part) => (typeof part === 'string' ? part : part.to))
          .join(''),
      ).toBe(text);
  });
});
