import { ones } from '#ml';
import { chooseModel } from './choose.js';

const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 2);
const users = (count: number) => ({ labels: labels(count), weights: ones(count) });
/** Right by `sure`, but for every `every`th user, whom the model is wrong about. */
const model = (name: string, count: number, sure: number, every: number) => ({
  name,
  probabilities: Float64Array.from({ length: count }, (_, i) =>
    (i % 2 === 1) !== (i % every === 0) ? sure : 1 - sure,
  ),
});

describe('chooseModel', () => {
  it('takes the lowest log loss of many users, whatever the order', () => {
    const models = [
      model('simple', 600, 0.7, 10),
      model('better', 600, 0.8, 10),
      model('worst', 600, 0.99, 3),
    ];
    expect(chooseModel(models, users(600))).toEqual({
      index: 1,
      because: expect.stringMatching(
        /^Log loss on 600 validation users: simple 0\.\d{4}, better 0\.\d{4}, worst .* The lowest is chosen\.$/,
      ) as string,
    });
  });

  it('takes the simplest that chance cannot tell from the lowest among few', () => {
    const close = [model('simple', 60, 0.85, 7), model('better', 60, 0.85, 8)];
    expect(chooseModel(close, users(60)).index).toBe(0);
    const apart = [model('simple', 60, 0.55, 60), model('better', 60, 0.95, 60)];
    const { index, because } = chooseModel(apart, users(60));
    expect(index).toBe(1);
    expect(because).toContain('the simplest within one standard error');
  });
});
