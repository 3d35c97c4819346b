import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowGroups } from './number-files.js';
import { GROUP_ROWS, NumberTable } from './number-table.js';

const ROWS = 12 * GROUP_ROWS + 1;
const ROW_BYTES = 8;
/** What the writer of files keeps back: a megabyte, and then the group that goes beyond it. */
const KEPT_BACK = 1_000_000 / ROW_BYTES + GROUP_ROWS;

describe('number files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'number-files-'));
  const path = join(folder, '00.parquet');
  /** Most rows that had been added and were not in the file. */
  let held = 0;

  beforeAll(() => {
    const file = new NumberTable(path, { id: 'INT32', weight: 'FLOAT' });
    for (let n = 0; n < ROWS; n++) {
      file.add([n, n / 8]);
      if (n % 10_000 === 0) held = Math.max(held, n - statSync(path).size / ROW_BYTES);
    }
    file.finish();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are written while rows come: a group is held, and what the writer of files keeps back', () => {
    expect(held).toBeLessThanOrEqual(GROUP_ROWS + KEPT_BACK);
  });

  it('are read group by group, every value as it was', async () => {
    const groups: number[] = [];
    let n = 0;
    for await (const { rows, column } of rowGroups(folder)) {
      groups.push(rows);
      const isSame = column('id').every((id, at) => id === n + at && column('weight')[at] === id / 8);
      expect(isSame).toBe(true);
      n += rows;
    }
    expect(groups).toEqual([...new Array<number>(12).fill(GROUP_ROWS), 1]);
  });

  it('are read file by file in the order of their names; one without rows has none', async () => {
    new NumberTable(join(folder, '01.parquet'), { id: 'INT32', weight: 'FLOAT' }).finish();
    const last = new NumberTable(join(folder, '02.parquet'), { id: 'INT32', weight: 'FLOAT' });
    last.add([-5, 0.5]);
    last.finish();
    expect(readdirSync(folder)).toHaveLength(3);
    const ends: number[] = [];
    for await (const { column } of rowGroups(folder)) ends.push(column('id').at(-1)!);
    expect(ends.slice(-2)).toEqual([ROWS - 1, -5]);
    await expect(
      (async () => {
        for await (const { column } of rowGroups(folder)) column('song');
      })(),
    ).rejects.toThrow(/00.parquet has no column song/);
  });
});
