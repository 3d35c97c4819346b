import { CURRENT_KEY_PATH, CursorQuery, ProblemDto } from '#common';
import type { Credential } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  CurrentKeyDto,
  KeyDto,
  KeyPageDto,
  KeyParams,
  KeyWithTokenDto,
  NewKeyBody,
  RotationBody,
} from './keys.dto.js';
import { KeysService } from './keys.service.js';

const OF_SETTINGS = '`key_of_settings`: it is a key of settings, which is changed there';
const ABOVE_OWN = {
  type: ProblemDto,
  description:
    '`admin_key_needed`; `scope_above_own`: a console key cannot make or change keys that may do more than itself',
};
const UNKNOWN = { type: ProblemDto, description: '`key_unknown`' };

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller()
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Get(CURRENT_KEY_PATH)
  @ApiOperation({
    summary: 'The key of this request: its name and scopes',
    description: 'For a key of any scope.',
  })
  @ApiOkResponse({ type: CurrentKeyDto })
  getCurrentKey(@Req() request: FastifyRequest): CurrentKeyDto {
    const { name, scopes, expiresAt } = callerOf(request);
    return { name, scopes: [...scopes], expiresAt };
  }

  @Get('admin/keys')
  @ApiOperation({
    summary: 'All keys, those of settings first, with scopes, state and last use; never a token',
  })
  @ApiOkResponse({ type: KeyPageDto })
  listKeys(@Query() query: CursorQuery): Promise<KeyPageDto> {
    return this.keys.page(query);
  }

  @Post('admin/keys')
  @ApiOperation({
    summary: 'Make a key; the answer is the only one that holds its token',
    description:
      'All services take it within two seconds. A request without an answer: rotate the key, or revoke it and take another name.',
  })
  @ApiCreatedResponse({ type: KeyWithTokenDto })
  @ApiForbiddenResponse(ABOVE_OWN)
  @ApiConflictResponse({ type: ProblemDto, description: '`key_name_taken`: also by a key that is revoked' })
  createKey(@Body() body: NewKeyBody, @Req() request: FastifyRequest): Promise<KeyWithTokenDto> {
    return this.keys.create(body, callerOf(request));
  }

  @Post('admin/keys/:name/rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a key a new token; the ones before are good for a grace period',
    description:
      'The answer is the only one that holds the token. With `graceSeconds` 0 the ones before end at once.',
  })
  @ApiOkResponse({ type: KeyWithTokenDto })
  @ApiForbiddenResponse(ABOVE_OWN)
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({ type: ProblemDto, description: `\`key_revoked\`, \`key_expired\`; ${OF_SETTINGS}` })
  rotateKey(
    @Param() { name }: KeyParams,
    @Body() { graceSeconds }: RotationBody,
    @Req() request: FastifyRequest,
  ): Promise<KeyWithTokenDto> {
    return this.keys.rotate(name, graceSeconds, callerOf(request));
  }

  @Delete('admin/keys/:name')
  @ApiOperation({
    summary: 'Revoke a key for good, with all its tokens',
    description: 'No service takes it any more within two seconds. Once more changes nothing.',
  })
  @ApiOkResponse({ type: KeyDto })
  @ApiForbiddenResponse(ABOVE_OWN)
  @ApiNotFoundResponse(UNKNOWN)
  @ApiConflictResponse({
    type: ProblemDto,
    description: `\`last_admin_key\`: nobody could administer any more; ${OF_SETTINGS}`,
  })
  revokeKey(@Param() { name }: KeyParams, @Req() request: FastifyRequest): Promise<KeyDto> {
    return this.keys.revoke(name, callerOf(request));
  }
}

function callerOf({ credential }: FastifyRequest): Credential {
  if (credential === null) throw new Error('A request without a key has passed the check of keys.');
  return credential;
}
