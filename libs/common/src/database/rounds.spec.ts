import { setImmediate } from 'node:timers/promises';
import { Rounds } from './rounds.js';

/** Remembers what was read; each reading answers its number. */
function counted(): { reads: [string, readonly string[]][]; rounds: Rounds<string, number> } {
  const reads: [string, readonly string[]][] = [];
  const rounds = new Rounds<string, number>((about, keys) => {
    reads.push([about, keys]);
    return keys.includes('bad') ? Promise.reject(new Error('cannot be read')) : Promise.resolve(reads.length);
  });
  return { reads, rounds };
}

describe('Rounds', () => {
  it('reads all that is asked in one turn at once, each key once', async () => {
    const { reads, rounds } = counted();
    const answers = await Promise.all([
      rounds.ask('a', ['1', '2']),
      rounds.ask('a', ['2', '3']),
      Promise.resolve().then(() => rounds.ask('a', ['4'])),
    ]);
    expect(answers).toEqual([1, 1, 1]);
    expect(reads).toEqual([['a', ['1', '2', '3', '4']]]);
  });

  it('answers no question by what was read before it was asked', async () => {
    const { reads, rounds } = counted();
    const first = rounds.ask('a', ['1']);
    await setImmediate();
    expect(reads).toHaveLength(1);
    expect(await Promise.all([first, rounds.ask('a', ['1'])])).toEqual([1, 2]);
  });

  it('keeps questions about different things apart', async () => {
    const { reads, rounds } = counted();
    await Promise.all([rounds.ask('a', ['1']), rounds.ask('b', ['2']), rounds.ask('a', ['3'])]);
    expect(reads).toEqual([
      ['a', ['1']],
      ['b', ['2']],
      ['a', ['3']],
    ]);
  });

  it('reads what is asked meanwhile before it has answered all of many', async () => {
    const events: string[] = [];
    const rounds: Rounds<string, number> = new Rounds((about) => {
      events.push(`read ${about}`);
      return Promise.resolve(0);
    });
    const answers = Array.from({ length: 20 }, async (_, n) => {
      await rounds.ask('many', [String(n)]);
      events.push('answer');
      if (n === 0) globalThis.setImmediate(() => void rounds.ask('next', []));
    });
    await Promise.all(answers);
    expect(events.filter((event) => event === 'answer')).toHaveLength(20);
    expect(events.indexOf('read next')).toBeLessThan(events.lastIndexOf('answer'));
    expect(events.indexOf('read next')).toBeGreaterThan(events.indexOf('answer'));
  });

  it('fails those of a round that could not be read, and goes on', async () => {
    const { rounds } = counted();
    const failed = await Promise.allSettled([rounds.ask('a', ['1']), rounds.ask('a', ['bad'])]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await rounds.ask('a', ['1'])).toBe(2);
  });
});
