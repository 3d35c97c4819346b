import { countingTurns } from '../../../../test/support/fixtures/counting-turns.js';
import { inTurns, mapInTurns } from './in-turns.js';

const entries = Array.from({ length: 21 }, (_, n) => n);

/** A clock that says that each look at it took so long. */
function clock(stepMs: number): () => number {
  let time = 0;
  return () => (time += stepMs);
}

describe('work in turns', () => {
  it('maps all entries in their order, for ten milliseconds in each turn', async () => {
    const turns = await countingTurns((turn) =>
      mapInTurns(entries, (entry, place) => [entry - place, turn()] as const, clock(2)),
    );
    expect(turns.every(([difference]) => difference === 0)).toBe(true);
    const perTurn = Map.groupBy(turns, ([, turn]) => turn);
    expect(perTurn.size).toBeGreaterThan(3);
    expect(Math.max(...[...perTurn.values()].map(({ length }) => length))).toBeLessThanOrEqual(5);
  });

  it('maps entries that take no time without waiting', async () => {
    const turns = await countingTurns((turn) => mapInTurns(entries, turn, () => 0));
    expect(new Set(turns).size).toBe(1);
  });

  it('goes through steps with a turn behind each, and answers the result', async () => {
    const seen: number[] = [];
    function* steps(turn: () => number): Generator<void, string> {
      for (let n = 0; n < 4; n++) {
        seen.push(turn());
        yield;
      }
      return 'done';
    }
    expect(await countingTurns((turn) => inTurns(steps(turn)))).toBe('done');
    expect(new Set(seen).size).toBe(4);
  });
});
