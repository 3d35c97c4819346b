import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { IsNull, Raw } from 'typeorm';
import type { Repository } from 'typeorm';
import type { Transaction } from '../database/database.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

/** A key, of one caller and for one route. */
export type KeyOfCaller = Pick<IdempotencyKey, 'credential' | 'route' | 'key'>;

/** The right to handle a request; of several with one key, one has it at a time. */
export interface Claim extends KeyOfCaller {
  readonly claim: string;
}

/** A claim that was got. */
export interface ClaimedRequest {
  readonly claim: Claim;
  /** Whether an earlier handler of the same request has ended without an answer. */
  readonly isRepeated: boolean;
  /** The job that it had started. */
  readonly jobId: string | null;
}

/**
 * A handler that has ended without saying so (its process was killed) blocks the next one for
 * so long.
 */
export const CLAIM_SECONDS = 15;
const CLAIM_END = () => `now() + interval '${CLAIM_SECONDS} seconds'`;
const EXPIRED = Raw((createdAt) => `${createdAt} < now() - interval '24 hours'`);

/**
 * $1 to $3: the key, $4: who claims it, $5: fingerprint of the request, $6: for how many seconds. No row when
 * the key has been used, unless that was by the same request, whose handler has ended without an answer.
 */
const CLAIM_KEY = `/* idempotency.claim */
  INSERT INTO idempotency_key AS known (credential, route, key, claim, fingerprint, claimed_until)
  VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
  ON CONFLICT (credential, route, key) DO UPDATE
    SET claim = excluded.claim, claimed_until = excluded.claimed_until
    WHERE known.answer IS NULL AND known.claimed_until < now() AND known.fingerprint = excluded.fingerprint
  RETURNING job_id AS "jobId", created_at < now() AS "isRepeated"`;

@Injectable()
export class IdempotencyKeysRepository {
  constructor(@InjectRepository(IdempotencyKey) private readonly keys: Repository<IdempotencyKey>) {}

  /** @returns null when another request has used the key */
  async claim(of: KeyOfCaller, fingerprint: string): Promise<ClaimedRequest | null> {
    const { credential, route, key } = of;
    const claim = { ...of, claim: randomUUID() };
    await this.keys.delete({ ...of, createdAt: EXPIRED });
    const [claimed] = await this.keys.query<Omit<ClaimedRequest, 'claim'>[]>(CLAIM_KEY, [
      credential,
      route,
      key,
      claim.claim,
      fingerprint,
      CLAIM_SECONDS,
    ]);
    return claimed === undefined ? null : { claim, ...claimed };
  }

  async find(of: KeyOfCaller): Promise<IdempotencyKey | null> {
    return await this.keys.findOneBy(of);
  }

  async extend(claim: Claim): Promise<void> {
    await this.keys.update(claim, { claimedUntil: CLAIM_END });
  }

  /** In the transaction that starts the job. @returns false when another request has the claim by now */
  async keepJob({ manager }: Transaction, claim: Claim, jobId: string): Promise<boolean> {
    return (await manager.update(IdempotencyKey, claim, { jobId })).affected === 1;
  }

  async keepAnswer(claim: Claim, answer: object, location: string | null): Promise<void> {
    await this.keys.update(claim, { answer, location });
  }

  /**
   * The handler has failed: a request that began nothing is forgotten, what one has begun may be gone on
   * with.
   */
  async release(claim: Claim): Promise<void> {
    await this.keys.delete({ ...claim, jobId: IsNull() });
    await this.end(claim);
  }

  /** The request may be claimed again. */
  async end(claim: Claim): Promise<void> {
    await this.keys.update(claim, { claimedUntil: () => "'-infinity'" });
  }

  async prune(): Promise<void> {
    await this.keys.delete({ createdAt: EXPIRED });
  }
}

const requests = new AsyncLocalStorage<ClaimedRequest>();

/** Runs the handler of a request with an idempotency key. */
export function withRequest<T>(request: ClaimedRequest, handle: () => T): T {
  return requests.run(request, handle);
}

/** The request that is being handled; null when it has no idempotency key, and outside requests. */
export function currentRequest(): ClaimedRequest | null {
  return requests.getStore() ?? null;
}
