import { networkOf } from './network.js';

describe('networkOf', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::1', '0:0:0:0'],
    ['2001:db8:12:34:5:6:7:8', '2001:db8:12:34'],
    ['2001:0DB8:0012:0034::8', '2001:db8:12:34'],
    ['2001:db8::5:6:7:8', '2001:db8:0:0'],
    ['2001:db8::', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
