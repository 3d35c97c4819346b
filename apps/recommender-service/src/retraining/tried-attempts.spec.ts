import { loadSettings } from '#common';
import { parametersFromSettings } from '../engines/training-parameters.js';
import { recommenderSettings } from '../recommender.settings.js';
import { bestOf, bestOfBoth, verdictOn } from './tried-attempts.js';
import type { Tried } from './tried-attempts.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const PRESENT = parametersFromSettings(settings);

/** NDCG of its users, the first ones of all. */
function tried(alpha: number, ofUsers: number[]): Tried {
  const ndcg = ofUsers.reduce((sum, value) => sum + value, 0) / ofUsers.length;
  return { parameters: { ...PRESENT, alpha }, ndcg, recall: ndcg, ofUsers: Float64Array.from(ofUsers) };
}

/** So many users, one in three of whom finds more by `lead`, the others by a third of it less. */
const users = (count: number, lead = 0) =>
  Array.from({ length: count }, (_, n) => 0.3 + (n % 3 === 0 ? lead : -lead / 3));

describe('attempts on different numbers of users', () => {
  it('are compared on those that both have', () => {
    const whole = tried(1, [1, 0.2, 0.2, 0.2]);
    const first = tried(2, [1]);
    expect(bestOf([whole, first])).toBe(whole);
    expect(bestOf([whole, tried(3, [1, 0.3])]).parameters.alpha).toBe(3);
    const both = [
      { ...whole, earlier: tried(1, [0.5, 0.5, 0]) },
      { ...first, earlier: tried(2, [0.5, 0.4]) },
    ];
    expect(bestOfBoth(both)).toBe(both[0]);
  });
});

describe('verdictOn', () => {
  const present = tried(1, users(300));

  it('is for a choice that is ahead by more than chance', () => {
    const verdict = verdictOn(tried(2, users(300, 0.2)), present, 100, 1);
    expect(verdict).toMatchObject({ isBetter: true, ahead: { value: expect.closeTo(0.0222, 4) as number } });
    expect(verdict.reason).toMatch(
      /is 0.0222 above that of the present parameters, over 300 users \(95 % interval/,
    );
  });

  it.each([
    [
      'too few users',
      tried(2, users(90, 0.2)),
      /over 90 users, but fewer than RECOMMENDER_GATE_USERS \(100\)/,
    ],
    [
      'noise',
      tried(
        2,
        users(300).map((value, n) => value + (n % 2 === 0 ? 0.21 : -0.2)),
      ),
      /contains 0/,
    ],
    [
      'what finds less for sure',
      tried(2, users(300, -0.2)),
      /^NDCG@20 of the best is 0.0222 below that of the present parameters, over 300 users, 95 % interval -0.\d+ to -0.\d+\.$/,
    ],
    ['the present parameters themselves', tried(1, users(300)), /^The present parameters were the best/],
  ])('is not by %s', (_, choice, reason) => {
    const verdict = verdictOn(choice, present, 100, 1);
    expect(verdict.isBetter).toBe(false);
    expect(verdict.reason).toMatch(reason);
  });

  it('is not for a choice that was worse at an earlier cut', () => {
    const better = { ...tried(2, users(300, 0.2)), earlier: tried(2, users(300, -0.2)) };
    expect(verdictOn(better, { ...present, earlier: present }, 100, 1).reason).toContain(
      'earlier cut it is worse',
    );
  });
});
