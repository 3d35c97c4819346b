import type { FastifyInstance, onRequestHookHandler, RouteOptions } from 'fastify';
import '../http/route-options.js';
import { answerWithHeaders } from '../http/answer-headers.js';
import { compressAnswers } from '../http/compression.js';
import { refuseEarly } from '../http/early-refusals.js';
import { ANSWERS_UNDER_LOAD, refuseWhenOverloaded } from '../http/overload.js';
import { limitRates } from '../http/rate-limit.js';
import { revalidateAnswers } from '../http/revalidation.js';
import { readBodies, refuseEncodedBody, takeAnyMediaType } from '../http/request-body.js';
import { bodyWithin, bodyWithoutPauseOf, cutUnreadBodies } from '../http/time-limits.js';
import { endAnswersWithKeys, identify, keyNeedOf, requireKey } from '../keys/key-checks.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { PlatformSettings } from '../settings/platform-settings.js';

const HEALTH = /^\/health(\/|$)/;

/**
 * Everything that is between a request and its handler, in this order and before a byte of its body is
 * read: headers of the answer, paths that do not exist, overload; then, by route, whose request it is, how many
 * there were, and whether the key may do that. Only then does the body get its time, its media type and its
 * bounds. Answers are tagged and compressed where their routes say so.
 * @param keys who may ask
 * @param service its name
 * @param isStopping whether the service is being stopped
 */
export async function checkRequests(
  fastify: FastifyInstance,
  settings: PlatformSettings,
  keys: KeyRing,
  service: string,
  isStopping: () => boolean,
): Promise<void> {
  answerWithHeaders(fastify);
  refuseEarly(fastify, isStopping);
  await refuseWhenOverloaded(fastify, settings.OVERLOAD_LAG_MS);
  const limitOf = limitRates(settings.RATE_LIMIT_PER_MINUTE);
  const identified = identify(fastify, keys);
  endAnswersWithKeys(fastify, keys);
  const wholeBody = [refuseEncodedBody, bodyWithin(settings.BODY_TIMEOUT_MS)];
  const streamedBody = [refuseEncodedBody, bodyWithoutPauseOf(settings.BODY_TIMEOUT_MS), takeAnyMediaType];

  fastify.addHook('onRoute', (route) => {
    if (HEALTH.test(route.url)) {
      route.config = { ...route.config, ...ANSWERS_UNDER_LOAD };
      return;
    }
    const { cost = 1, streamsBody = false } = route.config ?? {};
    route.onRequest = [
      identified,
      ...limitOf(cost),
      requireKey(
        keyNeedOf(route.url),
        keys,
        service.replace(/-service$/, ''),
        `${[route.method].flat().join()} ${route.url}`,
      ),
      ...(streamsBody ? streamedBody : wholeBody),
      ...ownHooks(route),
    ];
  });
  revalidateAnswers(fastify);
  await compressAnswers(fastify);
  readBodies(fastify, settings.BODY_LIMIT_BYTES);
  cutUnreadBodies(fastify);
}

function ownHooks({ onRequest = [] }: RouteOptions): onRequestHookHandler[] {
  return Array.isArray(onRequest) ? onRequest : [onRequest];
}
