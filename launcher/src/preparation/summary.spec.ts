import { churnFigures, recommenderFigures } from './report-figures.js';
import { describeLoad, exampleCommands } from './summary.js';

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

  it('sets the churn model beside recency and the best reachable', () => {
    const report = {
      metrics: { test: { rocAuc: 0.8456 } },
      intervals: { rocAuc: { low: 0.81, high: 0.88 } },
      baselines: { recency: { test: { rocAuc: 0.8 } } },
      bestReachable: { auc: 0.87 },
    };
    expect(churnFigures(report)).toBe(
      'AUC 0.846 (95 % 0.810 to 0.880), recency alone 0.800, best reachable (synthetic) 0.870',
    );
    expect(churnFigures({ ...report, bestReachable: null })).toBe(
      'AUC 0.846 (95 % 0.810 to 0.880), recency alone 0.800',
    );
    const outOfTime = {
      model: { rocAuc: 0.83, intervals: { rocAuc: { low: 0.82, high: 0.84 } } },
      recency: { rocAuc: 0.79 },
    };
    expect(churnFigures({ ...report, outOfTime })).toBe(
      'AUC on later days 0.830 (95 % 0.820 to 0.840), recency alone 0.790, best reachable (synthetic) 0.870',
    );
    expect(churnFigures(null)).toBe('');
  });

  it('sets the recommender beside popularity', () => {
    const evaluation = { model: { recall: 0.2, k: 20 }, popularity: { recall: 0.1234 } };
    expect(recommenderFigures({ evaluation })).toBe('recall@20 0.200, popularity 0.123');
    expect(recommenderFigures({ evaluation: null })).toBe('');
  });

  const urls = { ingest: 'http://h:1', churn: 'http://h:2', recommender: 'http://h:3' };

  it('gives three commands with an existing user and song', () => {
    const live = new Set(['churn', 'recommender']);
    expect(exampleCommands(urls, 'a b/access.json', { userId: '7', songId: '9', live })).toEqual([
      `READ=$(node -p 'JSON.parse(fs.readFileSync("a b/access.json")).readKey')`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:2/churn/7'`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:3/recommend/7?limit=10'`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:3/recommend/songs/9/users?limit=10'`,
    ]);
  });

  it('gives no command that cannot work yet', () => {
    const [, ...commands] = exampleCommands(urls, 'access.json', {
      userId: '7',
      songId: null,
      live: new Set(['churn']),
    });
    expect(commands.map((command) => new URL(command.split("'")[1]!).pathname)).toEqual([
      '/churn/7',
      '/ingest/archives',
      '/jobs',
    ]);
    const nothing = exampleCommands(urls, 'access.json', { userId: null, songId: null, live: new Set() });
    expect(nothing.join()).not.toMatch(/null|recommend/);
  });
});
