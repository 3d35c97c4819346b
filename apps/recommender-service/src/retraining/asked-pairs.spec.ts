import { answeringPairs, askedThrough } from './asked-pairs.js';
import type { AskedPairs } from './asked-pairs.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

describe('pairs that a thread asks for', () => {
  it('come one after the other; those that cannot be read are null', async () => {
    const { port1, port2 } = answeringPairs(({ isEarlier, weights }) => {
      if (isEarlier) return Promise.reject(new Error('no connection'));
      const pairs = new PairCollector();
      pairs.add(1, 2, weights.skipWeight!, weights.skipWeight!);
      return Promise.resolve(pairs.finish());
    });
    const ask = askedThrough(port2);
    const asked = (skipWeight: number, isEarlier = false): AskedPairs => ({
      weights: { skipWeight },
      isEarlier,
    });
    expect((await ask(asked(3)))!.weights).toEqual(Float32Array.of(3));
    expect(await ask(asked(4, true))).toBeNull();
    expect((await ask(asked(5)))!.userIds).toEqual(BigInt64Array.of(1n));
    port1.close();
  });
});
