import { createHmac } from 'node:crypto';
import { newRecommendationId, readRecommendationId } from './recommendation-id.js';
import type { RecommendationOrigin } from './recommendation-id.js';

const signedBy =
  (key: string) =>
  (content: Uint8Array | string): Buffer =>
    createHmac('sha256', key).update(content).digest().subarray(0, 16);
const sign = signedBy('ours');
const GUEST: RecommendationOrigin = {
  modelVersion: 3,
  source: 'popular',
  experimentId: 2,
  variant: 'control',
  userId: null,
  exploration: null,
  scenario: null,
};

describe('a recommendation id', () => {
  it.each<RecommendationOrigin>([
    {
      modelVersion: 1,
      source: 'model',
      experimentId: null,
      variant: null,
      userId: '0',
      exploration: null,
      scenario: null,
    },
    {
      modelVersion: 999_999_999,
      source: 'fold-in',
      experimentId: 123_456_789,
      variant: 'challenger',
      userId: '9223372036854775807',
      exploration: { random: 'abcdefgh-_0', perMille: 200, candidates: 50 },
      scenario: { id: 60_466_175, version: 60_466_175 },
    },
    {
      modelVersion: 2,
      source: 'mix',
      experimentId: null,
      variant: null,
      userId: '7',
      exploration: null,
      scenario: null,
    },
    { ...GUEST, userId: '7', scenario: { id: 1, version: 2 } },
    GUEST,
  ])('tells what the answer was made from: %o', (origin) => {
    const id = newRecommendationId(origin, sign);
    expect(readRecommendationId(id, sign)).toEqual(origin);
    expect(id.length).toBeLessThanOrEqual(98);
    if (origin.exploration === null) expect(newRecommendationId(origin, sign)).not.toBe(id);
  });

  it('is refused when a letter of it was changed, or when another platform made it', () => {
    const id = newRecommendationId(GUEST, sign);
    const changed = Array.from(
      id,
      (letter, at) => id.slice(0, at) + (letter === '4' ? '5' : '4') + id.slice(at + 1),
    );
    for (const other of [...changed, newRecommendationId(GUEST, signedBy('theirs')), `${id} `, '', 'r1']) {
      expect(readRecommendationId(other, sign)).toBeNull();
    }
  });
});
