import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** IPv4 ranges that are not globally reachable (IANA special-purpose registry), and the metadata host of Azure. */
const RESERVED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];
/**
 * Of IPv6 only this range is assigned to public hosts. Outside of it are loopback, link-local, unique local and
 * multicast addresses, and those that contain an IPv4 address: mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96).
 */
const GLOBAL_V6 = '2000::/3';
/** Within it: protocol assignments with Teredo, documentation, and 6to4, which contains an IPv4 address. */
const RESERVED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const reservedV4 = ranges(RESERVED_V4, 'ipv4');
const globalV6 = ranges([GLOBAL_V6], 'ipv6');
const reservedV6 = ranges(RESERVED_V6, 'ipv6');

/** The name resolves to an address, or the address is one, that messages are not sent to. */
class AddressNotPublic extends Error {
  constructor(address: string) {
    super(`${address} is not a public address.`);
  }
}

/** Whether an IP address can belong to a host of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !reservedV4.check(address, 'ipv4');
  // The zone of a link-local address.
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return globalV6.check(address, 'ipv6') && !reservedV6.check(address, 'ipv6');
}

/** For a URL whose host is an IP address, which no lookup resolves. @throws AddressNotPublic */
export function assertPublicHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressNotPublic(host);
}

/**
 * A lookup for connections: all addresses of the name must be public. The connection is made to the addresses
 * that were checked, so that a name that resolves differently a second later makes no difference.
 */
export function publicLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }).then(
      (addresses) => {
        const refused = addresses.find(({ address }) => !isPublicAddress(address));
        const [first] = addresses;
        if (refused !== undefined) callback(new AddressNotPublic(refused.address), '');
        else if (options.all === true) callback(null, addresses);
        else callback(null, first!.address, first!.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '');
      },
    );
  };
}

function ranges(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network, bits] = subnet.split('/');
    list.addSubnet(network!, Number(bits), family);
  }
  return list;
}
