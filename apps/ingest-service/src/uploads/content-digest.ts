import { DomainError } from '#common';

const SHA_256 = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/;

/**
 * The SHA-256 (hexadecimal) that the sender promises, from the header Content-Digest (RFC 9530,
 * `sha-256=:<base64>:`) or X-Checksum-Sha256 (hexadecimal); null when neither is sent.
 * @throws DomainError invalid (digest_malformed)
 */
export function promisedDigest(headers: Record<string, string | string[] | undefined>): string | null {
  const digest = headers['content-digest'];
  const hexadecimal = headers['x-checksum-sha256'];
  if (digest === undefined && hexadecimal === undefined) return null;
  if (hexadecimal === undefined) {
    const base64 = SHA_256.exec(String(digest))?.[1];
    if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('hex');
  } else if (/^[0-9a-f]{64}$/i.test(String(hexadecimal))) return String(hexadecimal).toLowerCase();
  throw new DomainError(
    'invalid',
    'digest_malformed',
    'Send Content-Digest: sha-256=:<base64>: or X-Checksum-Sha256: <64 hexadecimal digits>.',
  );
}
