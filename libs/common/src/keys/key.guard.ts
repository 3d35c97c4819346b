import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { KeySet } from './keys.js';

const PUBLIC = /^\/health(\/|$)/;
const ADMIN = /^\/admin(\/|$)/i;
const WRITE = /^\/events(\/|$)/i;

/**
 * By path: health is public, /admin/* needs an admin key, /events a write key, everything else a read key. An admin
 * key may do everything; a write key nothing but send events, so that a collector that leaks shows nobody's data.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly readers: KeySet;
  private readonly writers: KeySet;
  private readonly admins: KeySet;

  constructor(@Inject(SETTINGS) settings: PlatformSettings) {
    this.readers = new KeySet(settings.READ_KEYS);
    this.writers = new KeySet(settings.WRITE_KEYS);
    this.admins = new KeySet(settings.ADMIN_KEYS);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // The matched route, not the raw URL: encodings and double slashes cannot dodge the check.
    const path = request.routeOptions.url ?? request.url;
    if (PUBLIC.test(path)) return true;
    const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new DomainError(
        'unauthorized',
        'key_missing',
        'Send your key in the header Authorization: Bearer <key>.',
      );
    }
    if (this.admins.has(key)) return true;
    const reads = this.readers.has(key);
    const writes = this.writers.has(key);
    if (!reads && !writes) throw new DomainError('unauthorized', 'key_wrong', 'This key is not known.');
    if (ADMIN.test(path)) {
      throw new DomainError(
        'forbidden',
        'admin_key_needed',
        `This is a ${reads ? 'read' : 'write'} key; /admin/* needs an admin key.`,
      );
    }
    if (WRITE.test(path) && !writes) {
      throw new DomainError(
        'forbidden',
        'write_key_needed',
        'This is a read key; /events needs a write key or an admin key.',
      );
    }
    if (!WRITE.test(path) && !reads) {
      throw new DomainError('forbidden', 'read_key_needed', 'This is a write key; it can only send events.');
    }
    return true;
  }
}
