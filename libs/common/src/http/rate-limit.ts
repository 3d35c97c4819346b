import type { FastifyReply, onRequestHookHandler } from 'fastify';
import './credential.js';
import { networkOf } from './network.js';
import { RequestRefused } from './request-refused.js';

const WINDOW_MS = 60_000;
const MOST_CALLERS = 5_000;

/** What a caller has used up of its window. */
interface Usage {
  used: number;
  endsAt: number;
}

/**
 * Counts what each caller uses up in a minute, all routes together: a request counts for the cost of its route. One that no longer fits
 * counts nothing, so that cheaper ones still pass. Callers beyond the most are forgotten, the oldest first.
 */
class Usages {
  private readonly callers = new Map<string, Usage>();

  of(caller: string): Usage {
    const now = Date.now();
    const known = this.callers.get(caller);
    if (known !== undefined && known.endsAt > now) return known;
    const usage = { used: 0, endsAt: now + WINDOW_MS };
    this.callers.delete(caller);
    this.callers.set(caller, usage);
    if (this.callers.size > MOST_CALLERS) this.callers.delete(this.callers.keys().next().value!);
    return usage;
  }
}

/**
 * Limits what one caller may ask of this instance in a minute; a caller is a key, or an address for requests without one. What is left, and
 * when the minute ends, stands in headers (draft-ietf-httpapi-ratelimit-headers).
 * @param perMinute plain requests a minute; 0: no limit
 * @returns the check for routes of a cost
 */
export function limitRates(perMinute: number): (cost: number) => onRequestHookHandler[] {
  if (perMinute === 0) return () => [];
  const usages = new Usages();
  return (cost) => [
    ({ credential, ip }, reply, done) => {
      const usage = usages.of(credential?.id ?? networkOf(ip));
      const fits = usage.used + cost <= perMinute;
      if (fits) usage.used += cost;
      const seconds = Math.ceil((usage.endsAt - Date.now()) / 1_000);
      tellUsage(reply, perMinute, fits ? perMinute - usage.used : 0, seconds);
      if (fits) done();
      else done(refusal(seconds));
    },
  ];
}

function tellUsage(reply: FastifyReply, most: number, left: number, seconds: number): void {
  void reply
    .header('ratelimit-limit', most)
    .header('ratelimit-remaining', left)
    .header('ratelimit-reset', seconds);
}

function refusal(seconds: number): RequestRefused {
  return new RequestRefused(429, 'rate_limited', `Too many requests; go on in ${seconds} seconds.`, {
    'Retry-After': String(seconds),
  });
}
