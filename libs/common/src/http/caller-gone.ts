import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

/** A signal that aborts when the caller has gone away, or has its whole answer. */
export const CallerGone = createParamDecorator((_data: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  const gone = new AbortController();
  const abort = (): void => {
    gone.abort(new DomainError('unavailable', 'caller_gone', 'The caller has gone away.'));
  };
  if (raw.destroyed) abort();
  else raw.once('close', abort);
  return gone.signal;
});
