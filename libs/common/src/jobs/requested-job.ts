import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import '../http/credential.js';
import { DomainError } from '../errors/domain-error.js';
import type { Sign } from '../http/signing.js';

const KEY = /^[!-~]{1,255}$/;
/** A body that is a stream has not been read yet: what is known of it beforehand is used instead. */
const STREAM_HEADERS = ['content-length', 'content-digest', 'x-checksum-sha256'];
/** Hexadecimal digits of half an id. */
const HALF = 16;

/**
 * The job of a request with an Idempotency-Key. The first half of its id is a hash of caller, route and key,
 * the second half one of path, query and body: the queue takes a job of one id once, however often and from
 * however many processes it is added. The hashes are keyed, since a body may name users.
 */
export interface RequestedJob {
  readonly id: string;
  /** Lowest and highest id of the requests with this key. */
  readonly first: string;
  readonly last: string;
}

/**
 * @returns null without an Idempotency-Key
 * @throws DomainError invalid (validation_failed)
 */
export function requestedJobOf(request: FastifyRequest, sign: Sign): RequestedJob | null {
  const { credential, headers, method, routeOptions, url, body } = request;
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY.test(key))
    throw new DomainError(
      'invalid',
      'validation_failed',
      'Idempotency-Key must be 1 to 255 visible ASCII characters without spaces.',
    );
  const half = (content: unknown): string => sign(JSON.stringify(content)).toString('hex').slice(0, HALF);
  const content = body instanceof Readable ? STREAM_HEADERS.map((name) => headers[name] ?? null) : body;
  const begin = half([credential?.id ?? '', `${method} ${routeOptions.url}`, key]);
  return {
    id: uuid(begin + half([url, content ?? null])),
    first: uuid(begin + '0'.repeat(HALF)),
    last: uuid(begin + 'f'.repeat(HALF)),
  };
}

/** Of version 8: a UUID by a rule of one's own. */
function uuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5');
}
