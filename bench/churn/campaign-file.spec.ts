import { assessUplift } from '#ml';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulateUplift } from '../../test/support/fixtures/simulated-uplift.js';
import { incremental, readCampaign } from './campaign-file.js';

const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
const COLUMNS = {
  treatment: 'segment',
  outcome: 'visit',
  holdout: 'No E-Mail',
  treated: 'Womens E-Mail',
  without: ['spend'],
  categories: [],
  most: 100_000,
};
afterAll(() => rmSync(folder, { recursive: true }));

/** A campaign as Hillstrom's is written, with a row of another arm after each of the two. */
function writeCampaign(mechanism: 'even' | 'linear'): string {
  const { x, treated, outcomes } = simulateUplift(5, { users: 4_000, holdout: 0.5, mechanism });
  const rows = Array.from(outcomes, (visit, i) => {
    const quantities = x.values.subarray(5 * i, 5 * i + 5).join(',');
    const arm = treated[i] === 1 ? 'Womens E-Mail' : 'No E-Mail';
    return `${quantities},"${i % 2 === 0 ? 'Phone, Web' : 'Web'}",${arm},${visit},${visit * 9.5}\r\n${quantities},Web,Mens E-Mail,1,1\r\n`;
  });
  const file = join(folder, `${mechanism}.csv.gz`);
  writeFileSync(file, gzipSync(`a,b,c,d,e,channel,segment,visit,spend\r\n${rows.join('')}`));
  return file;
}

describe('a campaign in a file', () => {
  it.each([
    ['even', false],
    ['linear', true],
  ] as const)(
    'of %s effect: it is proven that the effect differs between users: %s',
    async (mechanism, isProven) => {
      const data = await readCampaign(writeCampaign(mechanism), COLUMNS);
      expect(data.x).toMatchObject({ rows: 4_000, columns: 7 });
      const worth = { contactCost: 0.1, value: 1, seed: 1, resamples: 20, permutations: 199 };
      const answer = assessUplift(data, worth);
      expect(answer.isProven).toBe(isProven);
      const best = answer.learners.find(({ learner }) => learner === answer.best)!;
      expect(best.qini.low > 0).toBe(isProven);
    },
  );

  it('is a sample of the users where they are many', async () => {
    const data = await readCampaign(writeCampaign('even'), { ...COLUMNS, most: 500 });
    expect(data.treated).toHaveLength(500);
    const treated = data.treated.reduce((sum, one) => sum + one, 0);
    expect(Math.abs(treated - 250)).toBeLessThan(60);
  });

  it('has the features of another file, categories among them', async () => {
    const write = (name: string, rows: string) => {
      const path = join(folder, name);
      writeFileSync(path, `a,zone,segment,visit\n${rows}`);
      return path;
    };
    const columns = { ...COLUMNS, treated: null, categories: ['zone'] };
    const data = await readCampaign(write('one.csv', '1,1,mail,1\n3,2,No E-Mail,0\n'), columns);
    expect([...data.x.values]).toEqual([1, 1, 0, 3, 0, 1]);
    const other = await readCampaign(write('other.csv', ',2,mail,0\n5,3,mail,1\n'), columns, data.features);
    expect([...other.x.values]).toEqual([2, 0, 1, 5, 0, 0]);
  });

  it('is scored by response rate and revenue of the chosen users', () => {
    const [treated, outcomes] = [Uint8Array.of(1, 1, 0, 0, 1), Uint8Array.of(1, 0, 0, 1, 1)];
    const scored = incremental({ treated, outcomes }, (row) => row < 4, { contactCost: 0.15, value: 10 });
    expect(scored.responseRate).toBe(0);
    expect(scored.revenue).toBeCloseTo(-0.3);
  });

  it('names the columns where one is missing', async () => {
    const asked = readCampaign(writeCampaign('even'), { ...COLUMNS, outcome: 'conversion' });
    await expect(asked).rejects.toThrow('There is no column conversion, but a, b, c');
  });
});
