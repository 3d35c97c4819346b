import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../http/domain-error.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { KeySet } from './keys.js';

const PUBLIC = /^\/health(\/|$)/;
const ADMIN = /^\/admin(\/|$)/i;

/** By path: health is public, /admin/* needs an admin key, everything else a read key (an admin key reads too). */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly readers: KeySet;
  private readonly admins: KeySet;

  constructor(@Inject(SETTINGS) settings: PlatformSettings) {
    this.readers = new KeySet(settings.READ_KEYS);
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
    if (!this.readers.has(key)) throw new DomainError('unauthorized', 'key_wrong', 'This key is not known.');
    if (ADMIN.test(path)) {
      throw new DomainError(
        'forbidden',
        'admin_key_needed',
        'This is a read key; /admin/* needs an admin key.',
      );
    }
    return true;
  }
}
