import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from './webhook-signature.js';

const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const BODY = Buffer.from('{"test": 2432232314}');

describe('signedHeaders', () => {
  it('gives the published example of the Standard Webhooks specification', () => {
    const sentAt = new Date(1_614_265_330_999);
    expect(signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], ID, sentAt, BODY)).toEqual({
      'webhook-id': ID,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is accepted by the library of the specification, by each of two secrets and by no other', () => {
    const [current, previous, other] = [newSecret(), newSecret(), newSecret()];
    const body = Buffer.from(JSON.stringify({ text: '裂心 é \u2028' }));
    const headers = signedHeaders([current, previous], ID, new Date(), body);
    for (const secret of [current, previous])
      expect(new Webhook(secret).verify(body, headers)).toEqual({ text: '裂心 é \u2028' });
    expect(() => new Webhook(other).verify(body, headers)).toThrow('signature');
    expect(() => new Webhook(current).verify(Buffer.from('{}'), headers)).toThrow('signature');
  });
});

describe('newSecret', () => {
  it('has 32 random bytes', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
