import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import './credential.js';
import { DomainError } from '../errors/domain-error.js';

const WINDOW_MS = 60_000;
const MOST_CALLERS = 5_000;

/** What a caller has used up of its window. */
interface Usage {
  used: number;
  endsAt: number;
}

/**
 * Limits what one caller may ask of this instance in a minute, all routes together: a request counts for the
 * cost of its route. One that no longer fits counts nothing, so that cheaper ones still pass. A caller is a
 * key, or an address for requests without one. Callers beyond the most are forgotten, the oldest first.
 * @param perMinute plain requests a minute; 0: no limit
 * @returns the check for routes of a cost
 */
export function limitRates(perMinute: number): (cost: number) => onRequestHookHandler[] {
  if (perMinute === 0) return () => [];
  const callers = new Map<string, Usage>();
  return (cost) => [
    (request, reply, done) => {
      const usage = usageOf(callers, callerOf(request));
      const fits = usage.used + cost <= perMinute;
      if (fits) usage.used += cost;
      const seconds = Math.ceil((usage.endsAt - Date.now()) / 1_000);
      void reply.headers({
        'ratelimit-limit': perMinute,
        'ratelimit-remaining': fits ? perMinute - usage.used : 0,
        'ratelimit-reset': seconds,
      });
      if (fits) done();
      else
        done(
          new DomainError('too_many', 'rate_limited', `Too many requests; go on in ${seconds} seconds.`, {
            retryAfterSeconds: seconds,
          }),
        );
    },
  ];
}

/** Of an IPv6 address the network: each host has as many addresses as it wants. */
function callerOf({ credential, ip }: FastifyRequest): string {
  return credential?.id ?? ip.split(':').slice(0, 4).join(':');
}

function usageOf(callers: Map<string, Usage>, caller: string): Usage {
  const now = Date.now();
  const known = callers.get(caller);
  if (known !== undefined && known.endsAt > now) return known;
  const usage = { used: 0, endsAt: now + WINDOW_MS };
  callers.delete(caller);
  callers.set(caller, usage);
  if (callers.size > MOST_CALLERS) callers.delete(callers.keys().next().value!);
  return usage;
}
