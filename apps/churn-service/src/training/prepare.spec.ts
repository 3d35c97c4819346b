import { UnfittableError } from './prepare.js';

describe('UnfittableError', () => {
  it('is known after a thread has sent it, and no other error is taken for it', () => {
    expect(UnfittableError.is(structuredClone(new UnfittableError('Too few users to train.')))).toBe(true);
    expect(UnfittableError.is(new RangeError('Array buffer allocation failed'))).toBe(false);
  });
});
