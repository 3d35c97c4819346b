import { UserGroup } from './audience-groups.js';

it('knows who is in it, and which rows of a model are not', () => {
  const group = new UserGroup(BigInt64Array.of(-5n, 3n, 7n, 9_223_372_036_854_775_807n));
  expect(['-5', '3', '4', '9223372036854775807'].map((id) => group.has(id))).toEqual([
    true,
    true,
    false,
    true,
  ]);
  const model = { userIds: BigInt64Array.of(1n, 3n, 8n, 9_223_372_036_854_775_807n) };
  expect([...group.rowsOutside(model)]).toEqual([0, 2]);
  expect(group.rowsOutside(model)).toBe(group.rowsOutside(model));
});
