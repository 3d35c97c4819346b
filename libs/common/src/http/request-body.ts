import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction as HookDone } from 'fastify';
import { excessOf } from './json-bounds.js';
import type { JsonBounds } from './json-bounds.js';
import { DomainError } from '../errors/domain-error.js';

const MOST_LEVELS = 20;
/** Real bodies have fewer values: a batch of full events has one in 20 bytes, a list of ids one in 10. */
const BYTES_A_VALUE = 16;
const BYTE_ORDER_MARK = '\uFEFF';

/** How bodies are read: JSON within bounds, or a stream where the handler says so, and nothing else. */
export function readBodies(fastify: FastifyInstance, bodyLimit: number): void {
  const bounds: JsonBounds = {
    depth: MOST_LEVELS,
    values: Math.ceil(bodyLimit / BYTES_A_VALUE),
  };
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => {
      try {
        done(null, parseJson(body, bounds));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (streamsBody(request)) done(null, payload);
    else
      done(
        new DomainError(
          'unsupported',
          'media_type_unsupported',
          'Send JSON, with Content-Type: application/json.',
        ),
      );
  });
}

/**
 * An empty body counts as none: many clients name the media type of a body with every POST, and most routes
 * want no body. Where one is wanted, validation reports what is missing. A member named __proto__ is a member
 * like others here, refused where members are checked; nothing copies members that have not been checked.
 */
function parseJson(body: Buffer, bounds: JsonBounds): unknown {
  if (body.length === 0) return undefined;
  const excess = excessOf(body, bounds);
  if (excess !== null) throw new DomainError('invalid', 'body_too_complex', `The body ${excess}.`);
  const text = body.toString();
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) as unknown;
  } catch {
    throw new DomainError(
      'invalid',
      'json_malformed',
      'The body is no JSON, though its Content-Type says so.',
    );
  }
}

function streamsBody({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.streamsBody === true;
}

/** Bodies are taken as they are: nothing is decompressed, whose size would be known only afterwards. */
export function refuseEncodedBody({ headers }: FastifyRequest, _reply: unknown, done: HookDone): void {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') done();
  else
    done(
      new DomainError(
        'unsupported',
        'content_encoding_unsupported',
        'Send the body without Content-Encoding.',
        { headers: { 'Accept-Encoding': 'identity' } },
      ),
    );
}

/**
 * For routes that stream: any media type is accepted, since clients name JSON, or something unreadable, by
 * habit.
 */
export function takeAnyMediaType(request: FastifyRequest, _reply: unknown, done: () => void): void {
  request.headers['content-type'] = 'application/octet-stream';
  done();
}
