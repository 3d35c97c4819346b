import { GrowingTable } from './feature-table.js';

describe('GrowingTable', () => {
  it('holds more rows than it had room for, in order', () => {
    const table = new GrowingTable(2);
    for (let i = 0; i < 3000; i++) table.add(BigInt(i), Float64Array.of(i, -i));
    const { rows, userIds, values } = table.done();
    expect(rows).toBe(3000);
    expect(userIds[2999]).toBe(2999n);
    expect([values[2 * 2048], values[2 * 2048 + 1], values.length]).toEqual([2048, -2048, 6000]);
  });
});
