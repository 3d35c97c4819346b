import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import '../http/credential.js';
import { withRequest } from './idempotency-keys.repository.js';
import { CLAIM_SECONDS, IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import type { ClaimedRequest, KeyOfCaller } from './idempotency-keys.repository.js';
import { keyInUse, keyMalformed, keyReused, outcomeUnknown } from './key-refusals.js';

/** Metadata of handlers that must not do again what an earlier one may have done. */
export const DOES_ONCE = 'idempotency:does-once';

const KEY = /^[!-~]{1,255}$/;
/** A body that is a stream has not been read yet: what is known of it beforehand is used instead. */
const STREAM_HEADERS = ['content-length', 'content-digest', 'x-checksum-sha256'];

/**
 * Makes a request with an Idempotency-Key safe to send again. State of a key: claimed while its request is
 * handled, answered for 24 hours after it has succeeded, forgotten when it was refused. A claim ends by
 * itself when its process has; the next request with the key then goes on with the job that was started.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor<object, object> {
  constructor(private readonly keys: IdempotencyKeysRepository) {}

  async intercept(context: ExecutionContext, next: CallHandler<object>): Promise<Observable<object>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const key = keyOf(request);
    if (key === null) return next.handle();
    const fingerprint = fingerprintOf(request);
    const claimed = await this.keys.claim(key, fingerprint);
    const doesOnce = Reflect.getMetadata(DOES_ONCE, context.getHandler()) === true;
    if (claimed?.isRepeated === true && doesOnce) {
      await this.keys.end(claimed.claim);
      throw outcomeUnknown();
    }
    const answer =
      claimed === null
        ? await this.answerAgain(key, fingerprint, reply)
        : await this.answer(claimed, next, reply, doesOnce);
    return of(answer);
  }

  private async answer(
    request: ClaimedRequest,
    next: CallHandler<object>,
    reply: FastifyReply,
    doesOnce: boolean,
  ): Promise<object> {
    const { claim } = request;
    let isDone = false;
    const extend = () => void this.keys.extend(claim).catch(() => undefined);
    const extending = setInterval(extend, (CLAIM_SECONDS * 1_000) / 3);
    try {
      const answer = await withRequest(request, () => lastValueFrom(next.handle()));
      isDone = true;
      const location = reply.getHeader('Location');
      await this.keys.keepAnswer(claim, answer, typeof location === 'string' ? location : null);
      return answer;
    } catch (error) {
      // What was done once must not be done again, though its answer is lost. If even that fails, the claim
      // ends by itself.
      const end = isDone && doesOnce ? this.keys.end(claim) : this.keys.release(claim);
      await end.catch(() => undefined);
      throw error;
    } finally {
      clearInterval(extending);
    }
  }

  private async answerAgain(key: KeyOfCaller, fingerprint: string, reply: FastifyReply): Promise<object> {
    const known = await this.keys.find(key);
    if (known !== null && known.fingerprint !== fingerprint) throw keyReused();
    // Or it was forgotten just now.
    if (known === null || known.answer === null) throw keyInUse();
    void reply.header('Idempotent-Replayed', 'true');
    if (known.location !== null) void reply.header('Location', known.location);
    return known.answer;
  }
}

function keyOf({ credential, headers, method, routeOptions }: FastifyRequest): KeyOfCaller | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY.test(key)) throw keyMalformed();
  return { credential: credential?.id ?? '', route: `${method} ${routeOptions.url}`, key };
}

function fingerprintOf({ url, body, headers }: FastifyRequest): string {
  const content = body instanceof Readable ? STREAM_HEADERS.map((name) => headers[name] ?? null) : body;
  return hash('sha256', JSON.stringify([url, content ?? null]), 'hex');
}
