import { Answers, CURRENT_KEY_PATH, CursorQuery, Cursors, KeyRing, KeyUpdates, Refuses } from '#common';
import type { Credential } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  CurrentKeyDto,
  KeyDto,
  KeyPageDto,
  KeyParams,
  KeyRequestsDto,
  KeyRequestsQuery,
  KeyWithTokenDto,
  NewKeyBody,
  RotationBody,
} from './keys.dto.js';
import { NamedKeys } from './named-keys.js';

const OF_SETTINGS = '`key_of_settings`: it is a key of settings, which is changed there';
const ABOVE_OWN =
  '`admin_key_needed`; `scope_above_own`: a console key cannot make or change keys that may do more than itself';
const UNKNOWN = '`key_unknown`';

@Controller()
class KeysController {
  constructor(
    private readonly keys: NamedKeys,
    private readonly ring: KeyRing,
    private readonly updates: KeyUpdates,
    private readonly cursors: Cursors,
  ) {}

  @Get(CURRENT_KEY_PATH)
  @Answers(CurrentKeyDto, 'The key of this request: its name and scopes', {
    details: 'For a key of any scope.',
  })
  getCurrentKey(@Req() request: FastifyRequest): CurrentKeyDto {
    const { name, scopes, expiresAt } = callerOf(request);
    return { name, scopes: [...scopes], expiresAt };
  }

  @Get('admin/keys')
  @Answers(KeyPageDto, 'All keys, those of settings first, with scopes, state and last use; never a token')
  async listKeys(@Query() query: CursorQuery): Promise<KeyPageDto> {
    const { rows, nextCursor } = await this.cursors.page<string, KeyDto>(
      'keys',
      query,
      (after, count) => this.keys.page(after, count),
      ({ name }) => name,
    );
    const ofSettings = query.cursor === undefined ? this.ring.settings.map(keyOfSettings) : [];
    return { keys: [...ofSettings, ...rows], nextCursor };
  }

  @Get('admin/keys/:name/requests')
  @Answers(KeyRequestsDto, 'What a key was used for: its requests by day and route, the newest first', {
    details: 'Also of keys of settings. Empty for a key that was not used, or is not known.',
  })
  listKeyRequests(
    @Param() { name }: KeyParams,
    @Query() { days }: KeyRequestsQuery,
  ): Promise<KeyRequestsDto> {
    return this.keys.requests(name, days);
  }

  @Post('admin/keys')
  @ApiOperation({
    summary: 'Make a key; the answer is the only one that holds its token',
    description:
      'All services take it within two seconds. A request without an answer: rotate the key, or revoke it and take another name.',
  })
  @ApiCreatedResponse({ type: KeyWithTokenDto })
  @Refuses({ 403: ABOVE_OWN })
  @Refuses({ 409: '`key_name_taken`: also by a key that is revoked' })
  createKey(@Body() body: NewKeyBody, @Req() request: FastifyRequest): Promise<KeyWithTokenDto> {
    return this.applied(this.keys.create(body, callerOf(request)));
  }

  @Post('admin/keys/:name/rotate')
  @HttpCode(200)
  @Answers(KeyWithTokenDto, 'Give a key a new token; the ones before are good for a grace period', {
    details:
      'The answer is the only one that holds the token. With `graceSeconds` 0 the ones before end at once.',
  })
  @Refuses({ 403: ABOVE_OWN })
  @Refuses({ 404: UNKNOWN })
  @Refuses({ 409: `\`key_revoked\`, \`key_expired\`; ${OF_SETTINGS}` })
  rotateKey(
    @Param() { name }: KeyParams,
    @Body() { graceSeconds }: RotationBody,
    @Req() request: FastifyRequest,
  ): Promise<KeyWithTokenDto> {
    return this.applied(this.keys.rotate(name, graceSeconds, callerOf(request)));
  }

  @Delete('admin/keys/:name')
  @Answers(KeyDto, 'Revoke a key for good, with all its tokens', {
    details: 'No service takes it any more within two seconds. Once more changes nothing.',
  })
  @Refuses({ 403: ABOVE_OWN })
  @Refuses({ 404: UNKNOWN })
  @Refuses({ 409: `\`last_admin_key\`: nobody could administer any more; ${OF_SETTINGS}` })
  revokeKey(@Param() { name }: KeyParams, @Req() request: FastifyRequest): Promise<KeyDto> {
    const hasSetting = this.ring.settings.some(({ scopes }) => scopes.includes('admin'));
    return this.applied(this.keys.revoke(name, callerOf(request), !hasSetting));
  }

  /** This process applies a change before the answer; the others notice it. */
  private async applied<T>(change: Promise<T>): Promise<T> {
    const changed = await change;
    await this.updates.refresh();
    return changed;
  }
}

function callerOf({ credential }: FastifyRequest): Credential {
  if (credential === null) throw new Error('A request without a key has passed the check of keys.');
  return credential;
}

function keyOfSettings({ name, scopes }: Credential): KeyDto {
  const unknown = { createdAt: null, createdBy: null, expiresAt: null, revokedAt: null, revokedBy: null };
  const none = { owner: null, note: null, lastUsedAt: null, tokens: [] };
  return { ...unknown, ...none, name, source: 'settings', scopes: [...scopes], state: 'active' };
}

/** The API of the keys that all services take. */
@Module({ controllers: [KeysController], providers: [NamedKeys] })
export class KeysApiModule {}
