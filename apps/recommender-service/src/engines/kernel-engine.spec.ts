import { fitRefusal } from './kernel-engine.js';

it('refuses what needs more than 4 GiB, and says what helps', () => {
  const sizes = { users: 900_000, songs: 100_000, pairs: 20_000_000 };
  expect(fitRefusal(sizes, 64)).toBeNull();
  const refusal = fitRefusal({ ...sizes, users: 20_000_000 }, 64)!;
  expect(refusal).toMatch(/20,000,000 users.*GiB.*RECOMMENDER_FACTORS.*docs\/spark\.md/);
});
