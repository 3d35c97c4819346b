import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import { RequestRefused } from './request-refused.js';

const WINDOW_MS = 60_000;
const MOST_CALLERS = 5_000;

/** What a caller has used up of its window. */
interface Usage {
  used: number;
  endsAt: number;
}

/**
 * Counts what each caller uses up in a minute, all routes together: a request counts for the cost of its
 * route. One that no longer fits counts nothing, so that cheaper ones still pass. Callers beyond the most are
 * forgotten, the oldest first.
 */
class UsageStore implements FastifyRateLimitStore {
  private readonly cost: number = 1;
  private readonly callers: Map<string, Usage> = new Map<string, Usage>();

  constructor(options: object, callers?: Map<string, Usage>) {
    if ('cost' in options) this.cost = options.cost as number;
    if (callers !== undefined) this.callers = callers;
  }

  child(options: object): UsageStore {
    return new UsageStore(options, this.callers);
  }

  incr(
    caller: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    windowMs: number,
    most: number,
  ): void {
    const now = Date.now();
    let usage = this.callers.get(caller);
    if (usage === undefined || usage.endsAt <= now) {
      usage = { used: 0, endsAt: now + windowMs };
      this.callers.delete(caller);
      this.callers.set(caller, usage);
      if (this.callers.size > MOST_CALLERS) this.callers.delete(this.callers.keys().next().value!);
    }
    const fits = usage.used + this.cost <= most;
    if (fits) usage.used += this.cost;
    callback(null, { current: fits ? usage.used : most + 1, ttl: usage.endsAt - now });
  }
}

/**
 * Limits what one caller may ask of this instance in a minute; a caller is a key, or an address for requests
 * without one.
 * @param perMinute plain requests a minute; 0: no limit
 * @returns the check for routes of a cost
 */
export async function limitRates(
  fastify: FastifyInstance,
  perMinute: number,
): Promise<(cost: number) => onRequestHookHandler[]> {
  if (perMinute === 0) return () => [];
  await fastify.register(rateLimit, {
    global: false,
    max: perMinute,
    timeWindow: WINDOW_MS,
    enableDraftSpec: true,
    store: UsageStore,
    keyGenerator: ({ credential, ip }: FastifyRequest) => credential?.id ?? normalizeIP(ip),
    errorResponseBuilder: (_request, { after }) =>
      new RequestRefused(429, 'rate_limited', `Too many requests; go on in ${after}.`),
  });
  const checks = new Map<number, onRequestHookHandler[]>();
  return (cost) => {
    const known = checks.get(cost) ?? [fastify.rateLimit({ cost } as object)];
    checks.set(cost, known);
    return known;
  };
}
