import { SeededRandom } from '#ml';
import { IdNumbers } from './id-numbers.js';

const halvesOf = (id: bigint): [high: number, low: number] => [
  Number(id >> 32n),
  Number(BigInt.asIntN(32, id)),
];

it('numbers ids as they come, however large, and knows them again', () => {
  const random = new SeededRandom(3);
  const drawn = Array.from({ length: 20_000 }, (_, n) => {
    const id = BigInt(Math.floor(2 ** random.int(54) * random.next())) * (random.int(3) === 0 ? -1n : 1n);
    return n % 7 === 0 ? 2n ** 62n - BigInt(random.int(500)) : id;
  });
  const numbers = new IdNumbers();
  const expected = new Map<bigint, number>();
  for (const id of drawn) {
    const before = expected.get(id) ?? -1;
    if (numbers.find(...halvesOf(id)) !== before) throw new Error(`found ${id}`);
    if (before === -1) expected.set(id, expected.size);
    if (numbers.of(...halvesOf(id)) !== expected.get(id)) throw new Error(`another number of ${id}`);
  }
  expect(numbers.size).toBe(expected.size);
  expect([...numbers.all()]).toEqual([...expected.keys()]);
});
