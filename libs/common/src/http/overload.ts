import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

class Overloaded extends DomainError {
  constructor() {
    super('unavailable', 'overloaded', 'The service has more to do than it can; try again in a few seconds.');
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Read by under-pressure in place of its refusal. */
    pressureHandler?: () => void;
  }
}

/** For routes that answer under any load. */
export const ANSWERS_UNDER_LOAD = { pressureHandler: () => undefined };

/**
 * Refuses requests while the event loop is late, so that those under way end soon instead of all being slow.
 * @param lagMs mean delay of the event loop in a second; 0: never
 */
export async function refuseWhenOverloaded(fastify: FastifyInstance, lagMs: number): Promise<void> {
  if (lagMs > 0) await fastify.register(underPressure, { maxEventLoopDelay: lagMs, customError: Overloaded });
}
