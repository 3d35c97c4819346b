import { jest } from '@jest/globals';
import { PostingSlots } from './posting-slots.js';

describe('PostingSlots', () => {
  it('runs so many at a time, the others in their order, whether one fails or not', async () => {
    const slots = new PostingSlots(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const runs = [0, 1, 2, 3].map((at) =>
      slots.run(async () => {
        begun.push(at);
        await new Promise<void>((resolve, reject) => {
          ends[at] = at === 1 ? () => reject(new Error('no')) : resolve;
        });
      }),
    );
    const ended = Promise.allSettled(runs);
    expect(begun).toEqual([0, 1]);
    ends[1]!();
    await expect(runs[1]).rejects.toThrow('no');
    expect(begun).toEqual([0, 1, 2]);
    ends[0]!();
    await runs[0];
    ends[2]!();
    await runs[2];
    ends[3]!();
    expect((await ended).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await slots.run(() => Promise.resolve('free again'))).toBe('free again');
  });

  it('sends away whoever had no turn for 5 s, and nobody else', async () => {
    jest.useFakeTimers();
    try {
      const slots = new PostingSlots(1);
      let end = (): void => undefined;
      const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)));
      const late = slots.run(() => Promise.resolve('late'));
      const refused = expect(late).rejects.toMatchObject({ code: 'events_busy' });
      await jest.advanceTimersByTimeAsync(4_999);
      const next = slots.run(() => Promise.resolve('next'));
      await jest.advanceTimersByTimeAsync(1);
      await refused;
      end();
      await first;
      expect(await next).toBe('next');
    } finally {
      jest.useRealTimers();
    }
  });
});
