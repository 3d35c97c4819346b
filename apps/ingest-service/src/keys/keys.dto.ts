import { CursorPageDto, Field, SCOPES } from '#common';
import type { Scope } from '#common';
import { PickType } from '@nestjs/swagger';

/** `/admin/keys/current` is a path of its own; only keys of settings have a colon. */
const KEY_NAME = {
  regex: /^(?!current$)[a-z0-9][a-z0-9._-]{0,62}$/,
  meaning:
    '1 to 63 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit, and not "current"',
};
const OWNER = { minLength: 1, maxLength: 100, example: 'data team' } as const;
const NOTE = { minLength: 1, maxLength: 200, example: 'the list for the CRM, every night' } as const;
const DAY_SECONDS = 86_400;
const EXPIRY = 'When it expires, by the clock of PostgreSQL';

export class NewKeyBody {
  @Field.text('What to call it; no name is given twice', { pattern: KEY_NAME, example: 'nightly-export' })
  name: string;

  @Field.values('What it may be used for', SCOPES, {
    minItems: 1,
    maxItems: SCOPES.length,
    example: ['read'],
  })
  scopes: Scope[];

  @Field.time(`${EXPIRY}; without it, never`, { optional: true, example: '2027-11-26T00:00:00Z' })
  expiresAt?: string;

  @Field.text('The person or team to ask about it', { optional: true, ...OWNER })
  owner?: string;

  @Field.text('What it is used for', { optional: true, ...NOTE })
  note?: string;
}

export class KeyParams {
  @Field.text('Name of a key', { minLength: 1, maxLength: 100, example: 'nightly-export' })
  name: string;
}

export class KeyRequestsQuery {
  @Field.integer('How many days with requests, the newest', { minimum: 1, maximum: 365, default: 7 })
  days: number;
}

class KeyRequestDto {
  @Field.day('Day (UTC)', { example: '2026-11-26' })
  day: string;

  @Field.text('Service that was asked', { example: 'churn-service' })
  service: string;

  @Field.text('Method and route', { example: 'GET /churn/:userId' })
  route: string;

  @Field.count('Requests that the key was allowed', { example: 1204 })
  requests: number;
}

export class KeyRequestsDto {
  @Field.objects(() => KeyRequestDto, 'The newest day first, then the route with most requests')
  requests: readonly KeyRequestDto[];
}

export class RotationBody {
  @Field.integer('For how long the tokens before are good still', {
    minimum: 0,
    maximum: 30 * DAY_SECONDS,
    default: DAY_SECONDS,
  })
  graceSeconds: number;
}

export class KeyTokenDto {
  @Field.text('How the token begins', { example: 'mbk_3f9a1c2b' })
  prefix: string;

  @Field.time('When it was made', { example: '2026-11-26T15:00:00.000Z' })
  createdAt: string;

  @Field.time('When its grace period is over; null: it was not rotated', { nullable: true, example: null })
  endsAt: string | null;

  @Field.time('When it was used last, to the minute; null: never', {
    nullable: true,
    example: '2026-11-26T16:12:00.000Z',
  })
  lastUsedAt: string | null;
}

export class KeyDto {
  @Field.text('Its name', { example: 'nightly-export' })
  name: string;

  @Field.enum('Where it comes from: made by this API or `npm run keys`, or a setting of the ingest service', [
    'database',
    'settings',
  ])
  source: 'database' | 'settings';

  @Field.values('What it may be used for', SCOPES, { example: ['read'] })
  scopes: Scope[];

  @Field.text('The person or team to ask about it', { nullable: true, example: OWNER.example })
  owner: string | null;

  @Field.text('What it is used for', { nullable: true, example: NOTE.example })
  note: string | null;

  @Field.enum('Whether it is good', ['active', 'expired', 'revoked'])
  state: 'active' | 'expired' | 'revoked';

  @Field.time('When it was made; null for keys of settings', {
    nullable: true,
    example: '2026-11-26T15:00:00.000Z',
  })
  createdAt: Date | null;

  @Field.text('Name of the key that made it; null for keys of settings', {
    nullable: true,
    example: 'settings:admin',
  })
  createdBy: string | null;

  @Field.time(`${EXPIRY}; null: never`, { nullable: true, example: null })
  expiresAt: Date | null;

  @Field.time('When it was revoked', { nullable: true, example: null })
  revokedAt: Date | null;

  @Field.text('Name of the key that revoked it', { nullable: true, example: null })
  revokedBy: string | null;

  @Field.time('When it was used last, to the minute; null: never, or not known since it is one of settings', {
    nullable: true,
    example: '2026-11-26T16:12:00.000Z',
  })
  lastUsedAt: Date | null;

  @Field.objects(
    () => KeyTokenDto,
    'Tokens that are not past their grace period, the newest first; none for keys of settings',
  )
  tokens: KeyTokenDto[];
}

/** The key of a request; `settings:admin` and so on for one of settings. */
export class CurrentKeyDto extends PickType(KeyDto, ['name', 'scopes']) {
  @Field.time('When it expires; null: never', { nullable: true, example: null })
  expiresAt: string | null;
}

export class KeyWithTokenDto extends KeyDto {
  @Field.text(
    'The token: send it as `Authorization: Bearer <token>`. It is shown this once and stored nowhere',
    {
      example: 'mbk_3f9a1c2b_Jm0vZ0x3rjJm4mE3o6gq4bqv3m0v1c8K0mJ2n9uVYd4',
    },
  )
  token: string;
}

export class KeyPageDto extends CursorPageDto {
  @Field.objects(() => KeyDto, 'By name; keys of settings before them, on the first page')
  keys: KeyDto[];
}
