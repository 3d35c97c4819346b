import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { powersOf } from '../http/credential.js';
import type { Scope } from '../http/credential.js';
import { SettingsError } from '../settings/load-settings.js';
import { SERVICE_NAME, SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { KeyRing } from './key-ring.js';
import type { KnownToken, TokenEnd } from './key-ring.js';

/** How often the keys are read: a change by another instance is known at most this much later. */
const READ_EVERY_MS = 2_000;
const NOTE_USE_EVERY_MS = 10_000;

const NO_KEYS =
  'No key opens this service, and NODE_ENV=production does not start without one. Make the first one: npm run -s keys -- create --name NAME ' +
  '--scope admin (in the image: node dist/apps/ingest-service/src/keys-cli/main.js create --name NAME --scope admin) with the same DATABASE_URL; ' +
  'its token is printed. Or set ADMIN_KEYS.';

/** Every token there is, also those that have ended: their holders get that reason. */
const SELECT_TOKENS = `/* keys.tokens */
  SELECT encode(t.digest, 'hex') AS digest, k.id, k.name, k.scopes, k.expires_at AS "expiresAt",
    CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN t.ends_at < k.expires_at OR k.expires_at IS NULL THEN 'replaced'
      ELSE 'expired' END AS "end",
    extract(epoch FROM least(k.revoked_at, k.expires_at, t.ends_at) - clock_timestamp())::float8 * 1000 AS "endsInMs"
  FROM api_key_token t JOIN api_key k ON k.id = t.key_id`;

/** By the clock of PostgreSQL. At most once a minute a token, however many instances report its use. */
const NOTE_USE = `/* keys.note-use */
  UPDATE api_key_token SET last_used_at = now()
  WHERE digest = ANY(SELECT decode(unnest($1::text[]), 'hex')) AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute')`;

/** Adds requests of keys $2 by routes $3 of the service $1, $4 of each, to those of this day of PostgreSQL, in UTC. */
const ADD_REQUESTS = `/* keys.add-requests */
  INSERT INTO api_key_request (day, key_name, service, route, requests)
  SELECT (now() AT TIME ZONE 'UTC')::date, name, $1, route, requests FROM unnest($2::text[], $3::text[], $4::int[]) AS r(name, route, requests)
  ORDER BY name, route
  ON CONFLICT (key_name, day, service, route) DO UPDATE SET requests = api_key_request.requests + excluded.requests`;

interface TokenOfKey {
  digest: string;
  id: number;
  name: string;
  scopes: Scope[];
  expiresAt: Date | null;
  end: TokenEnd;
  /** Null: it has no end. */
  endsInMs: number | null;
}

/**
 * Keeps the keys that this process knows equal to those of the database: read before the first request, and
 * every two seconds. While the database does not answer, keys stay as they were.
 */
@Injectable()
export class KeyUpdates implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('keys');
  private work: Promise<void> = Promise.resolve();
  private looking: NodeJS.Timeout | undefined;
  private noting: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(
    private readonly keys: KeyRing,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
    @Inject(SERVICE_NAME) private readonly service: string,
  ) {}

  /** @throws SettingsError in production when there is no key at all */
  async onModuleInit(): Promise<void> {
    await this.read();
    if (this.settings.NODE_ENV === 'production' && this.keys.isEmpty) throw new SettingsError(NO_KEYS);
  }

  onApplicationBootstrap(): void {
    this.lookLater();
    this.noting = setInterval(() => void this.noteUse(), NOTE_USE_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.looking);
    clearInterval(this.noting);
    await this.work;
    await this.noteUse();
  }

  /** Reads the keys. Never throws. */
  async refresh(): Promise<void> {
    this.work = this.work
      .then(() => (this.isClosing ? undefined : this.read()))
      .catch((error: unknown) => {
        this.logger.warn(`Keys could not be read, those known before are used: ${String(error)}`);
      });
    await this.work;
  }

  /**
   * Writes when keys were used last, and for what. That is lost when it fails; it is shown, and nothing depends on it.
   */
  async noteUse(): Promise<void> {
    const used = this.keys.takeUsed();
    if (used.length > 0) await this.database.query(NOTE_USE, [used]).catch(() => undefined);
    const counts = this.keys.takeRequests();
    if (counts.length === 0) return;
    const columns = [counts.map(({ name }) => name), counts.map(({ route }) => route)];
    const added = [this.service, ...columns, counts.map(({ requests }) => requests)];
    await this.database.query(ADD_REQUESTS, added).catch(() => undefined);
  }

  private lookLater(): void {
    if (this.isClosing) return;
    this.looking = setTimeout(() => void this.refresh().then(() => this.lookLater()), READ_EVERY_MS).unref();
  }

  private async read(): Promise<void> {
    const tokens = await this.database.query<TokenOfKey>(SELECT_TOKENS);
    this.keys.replace(tokens.map(knownToken));
  }
}

function knownToken({ digest, id, name, scopes, expiresAt, end, endsInMs }: TokenOfKey): KnownToken {
  return {
    digest,
    credential: {
      id: `key:${id}`,
      name,
      scopes,
      expiresAt: expiresAt?.toISOString() ?? null,
      powers: powersOf(scopes),
    },
    endsAt: endsInMs === null ? null : performance.now() + endsInMs,
    end,
  };
}
