import { SeededRandom } from '#ml';
import { IdNumbers } from './id-numbers.js';

it('numbers ids as they come, however large, and knows them again', () => {
  const random = new SeededRandom(3);
  const drawn = Array.from({ length: 20_000 }, (_, n): number | bigint => {
    const size = 2 ** random.int(54);
    const id = Math.floor(size * random.next()) * (random.int(3) === 0 ? -1 : 1) + 0;
    return n % 7 === 0 ? 2n ** 62n - BigInt(random.int(500)) : id;
  });
  const numbers = new IdNumbers();
  const expected = new Map<number | bigint, number>();
  for (const id of drawn) {
    if (!expected.has(id)) expected.set(id, expected.size);
    if (numbers.of(id) !== expected.get(id)) throw new Error(`another number of ${id}`);
  }
  expect([...numbers.all()]).toEqual([...expected.keys()].map(BigInt));
});
