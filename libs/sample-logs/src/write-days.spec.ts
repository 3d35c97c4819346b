import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAllDays, writeDays } from './write-days.js';

it('archives and counts are the same in threads and in one', async () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'write-days-'));
  const [one, several] = [folder(), folder()];
  const set = { seed: 3, userCount: 5_000, firstDay: '2017-03-30', lastDay: '2017-03-31' };
  const said: number[] = [];
  const inThreads = await writeAllDays({ ...set, directory: several }, (day) => {
    said.push(day);
    return Promise.resolve();
  });
  expect(inThreads).toEqual(await writeDays({ ...set, directory: one, days: [0, 1] }, () => undefined));
  expect(said.sort()).toEqual([0, 0, 0, 1, 1, 1]);
  expect(readdirSync(several)).toEqual(readdirSync(one));
  for (const name of readdirSync(one))
    expect(readFileSync(join(several, name)).equals(readFileSync(join(one, name)))).toBe(true);
  for (const written of [one, several]) rmSync(written, { recursive: true });
});
