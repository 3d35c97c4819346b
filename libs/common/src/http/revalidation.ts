import type { FastifyInstance, FastifyRequest, onSendHookHandler } from 'fastify';
import { createHash } from 'node:crypto';
import { addOnSend } from './route-options.js';

/**
 * Gives the answers of routes that are `Revalidated` an ETag, and answers 304 to callers who have them
 * already.
 */
export function revalidateAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.revalidated === true) addOnSend(route, 'first', tagAnswer);
  });
}

const tagAnswer: onSendHookHandler = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== 'string') {
    done(null, payload);
    return;
  }
  // Weak: it is the same for every compression of the text.
  const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', tag).header('cache-control', 'private, no-cache');
  if (!isKnown(request, tag)) {
    done(null, payload);
    return;
  }
  void reply.code(304).removeHeader('content-type');
  done(null, '');
};

/** RFC 9110, section 13.1.2: the tags are compared weakly. */
function isKnown({ headers }: FastifyRequest, tag: string): boolean {
  const known = headers['if-none-match']?.split(',').map((part) => part.trim().replace(/^W\//, '')) ?? [];
  return known.includes('*') || known.includes(tag.slice(2));
}
