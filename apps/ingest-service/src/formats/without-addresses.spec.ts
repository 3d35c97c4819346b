import { withoutAddresses } from './without-addresses.js';

it.each([
  ['111>=(10.1.22.3)TM', '111>=(99.9.99.9)TM'],
  ['from ::ffff:1.2.3.4 and 2001:db8::8a2e:370:7334.', 'from ::aaaa:9.9.9.9 and 9999:aa9::9a9a:999:9999.'],
  ['02:42:AC:11:00:02|02-42-ac-11-00-02', '99:99:aa:99:99:99|99-99-aa-99-99-99'],
  // Times, dates, decimals and ids stay.
  [
    '2017-04-01T10:11:12.345Z 12.5 3f2504e0-4f89-11d3-9a0c',
    '2017-04-01T10:11:12.345Z 12.5 3f2504e0-4f89-11d3-9a0c',
  ],
])('masks addresses alone in %s', (text, masked) => {
  expect(withoutAddresses(text)).toBe(masked);
});
