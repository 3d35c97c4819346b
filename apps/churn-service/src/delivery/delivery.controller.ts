import { Answers, Compressed, Refuses } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import {
  EndpointDto,
  EndpointParams,
  EndpointsDto,
  EndpointSettingsBody,
  EndpointWithSecretDto,
  NewEndpointBody,
  SecretRotationBody,
} from './endpoints.dto.js';
import { EndpointsService } from './endpoints.service.js';
import {
  MessageBodyDto,
  MessageDto,
  MessagePageDto,
  MessageParams,
  MessagesQuery,
  ReplayBody,
  ReplayedDto,
} from './messages.dto.js';
import { MessagesService } from './messages.service.js';

const UNKNOWN = '`endpoint_unknown`';
const INVALID =
  '`endpoint_url_invalid`: no http or https address, one with a password, or one that is not public';

@Controller('admin/delivery')
export class DeliveryController {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly messages: MessagesService,
  ) {}

  @Get('endpoints')
  @Answers(EndpointsDto, 'Endpoints that messages are sent to, with their state and backlog')
  async listEndpoints(): Promise<EndpointsDto> {
    return { endpoints: await this.endpoints.list() };
  }

  @Post('endpoints')
  @ApiOperation({
    summary: 'Make an endpoint; the answer is the only one that holds its secret',
    description:
      'It gets what happens from now on. Messages are signed as the Standard Webhooks specification says; see ' +
      'docs/audiences.md for a receiver.',
  })
  @ApiCreatedResponse({ type: EndpointWithSecretDto })
  @Refuses({ 400: INVALID, 404: '`audience_unknown`', 409: '`endpoint_name_taken`' })
  createEndpoint(@Body() body: NewEndpointBody): Promise<EndpointWithSecretDto> {
    return this.endpoints.create(body);
  }

  @Put('endpoints/:name')
  @Answers(EndpointDto, 'Replace the settings of an endpoint; messages that wait go to the new address')
  @Refuses({ 400: INVALID, 404: '`endpoint_unknown`; `audience_unknown`' })
  changeEndpoint(
    @Param() { name }: EndpointParams,
    @Body() body: EndpointSettingsBody,
  ): Promise<EndpointDto> {
    return this.endpoints.change(name, body);
  }

  @Delete('endpoints/:name')
  @Answers(EndpointDto, 'Remove an endpoint with its messages', { answer: 'What was removed' })
  @Refuses({ 404: UNKNOWN })
  removeEndpoint(@Param() { name }: EndpointParams): Promise<EndpointDto> {
    return this.endpoints.remove(name);
  }

  @Post('endpoints/:name/rotate-secret')
  @HttpCode(200)
  @Answers(
    EndpointWithSecretDto,
    'Give an endpoint a new secret; the one before signs too for a grace period',
    {
      details:
        'The answer is the only one that holds the secret. With `graceSeconds` 0 all earlier ones end at once.',
    },
  )
  @Refuses({ 404: UNKNOWN, 409: '`secrets_too_many`: five earlier ones still sign' })
  rotateEndpointSecret(
    @Param() { name }: EndpointParams,
    @Body() { graceSeconds }: SecretRotationBody,
  ): Promise<EndpointWithSecretDto> {
    return this.endpoints.rotateSecret(name, graceSeconds);
  }

  @Post('endpoints/:name/pause')
  @HttpCode(200)
  @Answers(EndpointDto, 'Send nothing to an endpoint until it is enabled again; its messages wait')
  @Refuses({ 404: UNKNOWN })
  pauseEndpoint(@Param() { name }: EndpointParams): Promise<EndpointDto> {
    return this.endpoints.pause(name);
  }

  @Post('endpoints/:name/enable')
  @HttpCode(200)
  @Answers(EndpointDto, 'Send to a paused or disabled endpoint again, what has waited at once')
  @Refuses({ 404: UNKNOWN })
  enableEndpoint(@Param() { name }: EndpointParams): Promise<EndpointDto> {
    return this.endpoints.enable(name);
  }

  @Post('endpoints/:name/test')
  @HttpCode(200)
  @Answers(MessageDto, 'Send a message of type `endpoint.test` to an endpoint', {
    answer: 'The message, which is sent within a second or two',
  })
  @Refuses({ 404: UNKNOWN })
  async testEndpoint(@Param() { name }: EndpointParams): Promise<MessageDto> {
    return await this.messages.get(await this.endpoints.test(name));
  }

  @Post('endpoints/:name/replay')
  @HttpCode(200)
  @Answers(
    ReplayedDto,
    'Send messages of an endpoint again: all that were given up, those that wait, or those of a time range',
    {
      details:
        'They have the same ids as before, and leave out users who have entered or left since. Messages of a later run wait for them.',
    },
  )
  @Refuses({ 404: UNKNOWN })
  async replayMessages(@Param() { name }: EndpointParams, @Body() body: ReplayBody): Promise<ReplayedDto> {
    return { messages: await this.messages.replayMany(name, body) };
  }

  @Get('messages')
  @Compressed()
  @Answers(MessagePageDto, 'Messages with their attempts, newest first, of an endpoint or a state')
  listMessages(@Query() query: MessagesQuery): Promise<MessagePageDto> {
    return this.messages.page(query);
  }

  @Get('messages/:id/body')
  @Answers(MessageBodyDto, 'The body of a message as it was sent last, and as an attempt now would send it', {
    details: 'As docs/audiences.md describes it.',
  })
  @Refuses({ 404: '`message_unknown`' })
  getMessageBody(@Param() { id }: MessageParams): Promise<MessageBodyDto> {
    return this.messages.body(id);
  }

  @Post('messages/:id/replay')
  @HttpCode(200)
  @Answers(MessageDto, 'Send a message again that was delivered or given up, or at once one that waits')
  @Refuses({ 404: '`message_unknown`', 409: '`message_being_sent`' })
  replayMessage(@Param() { id }: MessageParams): Promise<MessageDto> {
    return this.messages.replay(id);
  }
}
