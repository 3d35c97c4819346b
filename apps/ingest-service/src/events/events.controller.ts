import { COST, Costs, ProblemDto } from '#common';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
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
  @ApiBadRequestResponse({ type: ProblemDto, description: 'No array of events, or too many days in one' })
  @ApiForbiddenResponse({ type: ProblemDto, description: 'The key is a read key' })
  @ApiPayloadTooLargeResponse({ type: ProblemDto, description: 'More events or bytes than a batch may have' })
  @ApiServiceUnavailableResponse({ type: ProblemDto, description: 'The day is being loaded; send it again' })
  collect(@Body() { events }: EventBatchDto): Promise<EventBatchResultDto> {
    return this.collector.collect(events);
  }
}
