import { DomainError } from '#common';

const SHA_256 = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/g;

/**
 * Every SHA-256 (hexadecimal) that the sender states, in the headers Content-Digest (RFC 9530,
 * `sha-256=:<base64>:`) and X-Checksum-Sha256 (hexadecimal): what arrives must have all of them.
 * @throws DomainError invalid (digest_malformed)
 */
export function promisedDigests(headers: Record<string, string | string[] | undefined>): string[] {
  const digest = headers['content-digest'];
  const hexadecimal = headers['x-checksum-sha256'];
  const promised: string[] = [];
  if (digest !== undefined) {
    const found = [...String(digest).matchAll(SHA_256)].map(([, base64]) => Buffer.from(base64!, 'base64'));
    if (found.length === 0) throw malformed();
    promised.push(...found.map((bytes) => bytes.toString('hex')));
  }
  if (hexadecimal !== undefined) {
    if (!/^[0-9a-f]{64}$/i.test(String(hexadecimal))) throw malformed();
    promised.push(String(hexadecimal).toLowerCase());
  }
  return promised;
}

function malformed(): DomainError {
  return new DomainError(
    'invalid',
    'digest_malformed',
    'Send Content-Digest: sha-256=:<base64>: or X-Checksum-Sha256: <64 hexadecimal digits>.',
  );
}
