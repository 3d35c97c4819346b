import { newRecommendationId, readRecommendationId } from './recommendation-id.js';
import type { RecommendationOrigin } from './recommendation-id.js';

describe('a recommendation id', () => {
  it.each<RecommendationOrigin>([
    { modelVersion: 1, source: 'als', experimentId: null, variant: null, userId: '0' },
    {
      modelVersion: 999_999_999,
      source: 'fold-in',
      experimentId: 123_456_789,
      variant: 'challenger',
      userId: '9223372036854775807',
    },
    { modelVersion: 3, source: 'popular', experimentId: 2, variant: 'control', userId: null },
  ])('tells what the answer was made from: %o', (origin) => {
    const id = newRecommendationId(origin);
    expect(readRecommendationId(id)).toEqual(origin);
    expect(id.length).toBeLessThanOrEqual(70);
    expect(newRecommendationId(origin)).not.toBe(id);
  });

  it.each(['', 'r1', 'r1.1.x.-.-.AAAAAAAAAAA', 'r1.1.a.-.-.AAAAAAAAAAA ', 'r1.1.a.5.-.AAAAAAAAAAA'])(
    'is refused when it is %j',
    (id) => {
      expect(() => readRecommendationId(id)).toThrow('none of ours');
    },
  );
});
