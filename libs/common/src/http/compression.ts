import compress from '@fastify/compress';
import type { FastifyInstance, onSendHookHandler } from 'fastify';
import { addOnSend } from './route-options.js';

/** Shorter answers fit into one packet anyway. */
const FEWEST_BYTES = 1_024;

/**
 * Compresses the answers of routes that are `Compressed`, and costs the others nothing. Belongs behind hooks
 * that read whole answers.
 */
export async function compressAnswers(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    const isCompressed = route.config?.compressed === true;
    const isHead = route.method === 'HEAD';
    route.compress = isCompressed && !isHead ? { threshold: FEWEST_BYTES } : false;
    if (isCompressed && isHead) addOnSend(route, 'last', leaveOutLength);
  });
  await fastify.register(compress, { global: false });
}

/** HEAD is answered from the text as it is; how long it would be compressed is not known. */
const leaveOutLength: onSendHookHandler = (_request, reply, payload, done) => {
  void reply.removeHeader('content-length').header('vary', 'accept-encoding');
  done(null, payload);
};
