import { setTimeout as sleep } from 'node:timers/promises';
import { readAhead } from './read-ahead.js';

interface Source {
  made: number;
  ended: boolean;
}

async function* numbers(source: Source, failAt = Infinity): AsyncGenerator<number> {
  try {
    for (let n = 0; n < 10; n++) {
      await sleep(1);
      if (n === failAt) throw new Error('cannot read');
      source.made++;
      yield n;
    }
  } finally {
    source.ended = true;
  }
}

describe('readAhead', () => {
  it('hands on all items in order, at most so many ahead of the caller', async () => {
    const source = { made: 0, ended: false };
    const taken: number[] = [];
    for await (const n of readAhead(numbers(source), 3)) {
      taken.push(n);
      await sleep(10);
      expect(source.made - taken.length).toBeLessThanOrEqual(3);
      if (taken.length < 7) expect(source.made).toBeGreaterThan(taken.length);
    }
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(source.ended).toBe(true);
  });

  it('throws where the source did, after the items before', async () => {
    const source = { made: 0, ended: false };
    const taken: number[] = [];
    const reading = (async () => {
      for await (const n of readAhead(numbers(source, 4), 3)) {
        taken.push(n);
        await sleep(5);
      }
    })();
    await expect(reading).rejects.toThrow('cannot read');
    expect(taken).toEqual([0, 1, 2, 3]);
    expect(source.ended).toBe(true);
  });

  it('ends the source when the caller stops', async () => {
    const source = { made: 0, ended: false };
    for await (const n of readAhead(numbers(source), 3)) if (n === 2) break;
    expect(source.ended).toBe(true);
    expect(source.made).toBeLessThan(8);
  });
});
