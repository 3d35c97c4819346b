import { COST, Costs, ProblemDto } from '#common';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { EventBatchDto, EventBatchResultDto } from './event.dto.js';
import { EventCollector } from './event-collector.js';

@ApiTags('ingest')
@ApiBearerAuth('key')
@Controller('events')
export class EventsController {
  constructor(private readonly collector: EventCollector) {}

  @Post()
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send plays, downloads and searches as they happen (write key)',
    description:
      'Each event is read by the rules of the log archives and stored once, whatever is sent again. The answer says ' +
      'of each one whether it was accepted, known already, or rejected and why. What is accepted is in the rollup ' +
      'of its user and day, and in the songs, when the answer comes. A batch is stored whole or not at all.',
  })
  @ApiOkResponse({ type: EventBatchResultDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'No list of events, or `too_many_days` in one' })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`other_id_form`: the first batch of an empty database, while another one of other ids was stored; `id_collision`: two ids with one hash',
  })
  @ApiPayloadTooLargeResponse({
    type: ProblemDto,
    description: '`batch_too_large`: more events than a batch may have, or more bytes than a body',
  })
  @ApiServiceUnavailableResponse({
    type: ProblemDto,
    description:
      '`day_busy`: the day is being loaded; `events_busy`: too many batches wait; send the batch again. Or as everywhere',
  })
  postEvents(@Body() { events }: EventBatchDto): Promise<EventBatchResultDto> {
    return this.collector.collect(events);
  }
}
