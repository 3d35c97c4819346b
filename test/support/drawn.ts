/** Whether tests that draw some of their cases try all of them, as by `npm run test:faults`. */
export const IS_THOROUGH = process.env['TEST_THOROUGH'] === 'all';

/** What is drawn: the seed of the order of files, or another one each day. */
export const SEED = Number(process.env['TEST_ORDER_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** How often a property is tried: of so many runs a third, but all in a thorough run. */
export const runs = (all: number): number => (IS_THOROUGH ? all : Math.ceil(all / 3));

/** Shares from 0 to 1 that the seed draws, by Park and Miller's generator (Comm. ACM 31, 1988, page 1192). */
export function shares(count: number, seed = SEED): number[] {
  let state = (seed % 2_147_483_646) + 1;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // The first ones of seeds that are alike are alike.
  for (let n = 0; n < 5; n++) next();
  return Array.from({ length: count }, next);
}

/** Some of the entries, each from another part of the list. */
export function drawn<Entry>(entries: readonly Entry[], count: number, seed = SEED): Entry[] {
  const most = Math.min(count, entries.length);
  return shares(most, seed).map(
    (share, part) => entries[Math.floor(((part + share) * entries.length) / most)]!,
  );
}
