import { fitRefusal } from './kernel-engine.js';

const sizes = { users: 900_000, songs: 100_000, pairs: 20_000_000 };

it('refuses vectors of one side that need more than 4 GiB, and says what helps', () => {
  expect(fitRefusal(sizes, 64)).toBeNull();
  const refusal = fitRefusal({ ...sizes, users: 20_000_000 }, 64)!;
  expect(refusal).toMatch(/20,000,000 users.*GiB.*RECOMMENDER_FACTORS.*docs\/spark\.md/);
});

it('fits more pairs than 4 GiB hold, where the machine holds them', () => {
  const more = { ...sizes, pairs: 400_000_000 };
  expect(fitRefusal(more, 64, 32 * 2 ** 30)).toBeNull();
  expect(fitRefusal(more, 64, 8 * 2 ** 30)).toMatch(
    /needs .* GiB, and this machine has 8\.0 GiB.*RECOMMENDER_FACTORS/,
  );
});
