import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRefusals, formatOf } from './refusals.js';
import { describeLoad, describeModel, exampleCommands } from './summary.js';

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

  it('has the figures of the live version, or the reasons why there is none', () => {
    const live = { version: 2, figures: 'AUC 0.846, recency alone 0.800' };
    const model = { newestAt: null, reasons: ['Failed: too few users.'], live };
    expect(describeModel(model)).toBe('version 2, AUC 0.846, recency alone 0.800');
    expect(describeModel(model, 'no days.')).toMatch(/\(not trained anew: no days\.\)$/);
    expect(describeModel({ ...model, live: null })).toBe('none yet: Failed: too few users.');
    expect(describeModel({ ...model, live: null, reasons: [] }, 'no days.')).toBe('none yet: no days.');
  });

  const urls = { ingest: 'http://h:1', churn: 'http://h:2', recommender: 'http://h:3' };

  it('gives three commands with an existing user and song', () => {
    expect(exampleCommands(urls, 'a b/access.json', { userId: '7', songId: '9' })).toEqual([
      `READ=$(node -p 'JSON.parse(fs.readFileSync("a b/access.json")).readKey')`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:2/churn/7'`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:3/recommend/7?limit=10'`,
      `curl -s -H "Authorization: Bearer $READ" 'http://h:3/recommend/songs/9/users?limit=10'`,
    ]);
  });

  it('gives no command that cannot work yet', () => {
    const [, ...commands] = exampleCommands(urls, 'access.json', { userId: '7', songId: null });
    expect(commands.map((command) => new URL(command.split("'")[1]!).pathname)).toEqual([
      '/churn/7',
      '/ingest/archives',
      '/jobs',
    ]);
    const nothing = exampleCommands(urls, 'access.json', { userId: null, songId: null });
    expect(nothing.join()).not.toMatch(/null|recommend/);
  });
});

describe('when every archive was refused', () => {
  it('says so, with the page that describes what is read', () => {
    const none = { ...STATE, archives: 2, refused: 2, events: 0 };
    expect(describeLoad(none)).toMatch(/^none: every archive was refused \(2\); docs\/ingest\.md/);
  });

  it.each([
    ['endsong.json', '[{"ts": "2023-01-01"}]', 'JSON'],
    ['lines.log', '{"ts": 1}\n{"ts": 2}', 'JSON'],
    ['20170401_1_play.log', 'PAR1\u0015\u0004', 'Parquet'],
    ['20170401_1_play.log', 'PK\u0003\u0004', 'a zip file'],
    ['play_ds.csv', 'user,artist,track\n1,2,3', 'a CSV file with the header user,artist,track'],
    ['20170401_1_play.log', '168\tar\t5\t0\ta, b\tc\t1\t2\t0', null],
  ])('knows the format of %s by its first bytes', (name, text, format) => {
    expect(formatOf(Buffer.from(text), name)).toBe(format);
  });

  it('names each file with its reason, ten at most', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
    try {
      writeFileSync(join(folder, 'a.json'), '{}');
      const refused = Array.from({ length: 12 }, (_, n) => ({
        name: n === 0 ? 'a.json' : `gone-${n}`,
        meaning: 'The name is no log name.',
      }));
      const lines = await describeRefusals(each(refused), folder);
      expect(lines).toHaveLength(11);
      expect(lines[0]).toBe('a.json: The name is no log name. It looks like JSON.');
      expect(lines[1]).toBe('gone-1: The name is no log name.');
      expect(lines[10]).toBe('and 2 more');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
