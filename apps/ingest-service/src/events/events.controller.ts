import { Answers, COST, Costs, Refuses } from '#common';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { EventBatchDto, EventBatchResultDto } from './event.dto.js';
import { EventCollector } from './event-collector.js';

@Controller('events')
export class EventsController {
  constructor(private readonly collector: EventCollector) {}

  @Post()
  @Costs(COST.batch)
  @HttpCode(200)
  @Answers(EventBatchResultDto, 'Send plays, downloads and searches as they happen (write key)', {
    details:
      'Each event is read by the rules of the log archives and stored once, whatever is sent again. The answer says ' +
      'of each one whether it was accepted, known already, or rejected and why. A batch is stored whole or not at all, ' +
      'and waits for no load. What is accepted is in the rollup of its user and day when the answer comes, or seconds ' +
      'after a load of the day.',
  })
  @Refuses({ 400: 'No list of events, or `too_many_days` in one' })
  @Refuses({
    409: '`other_id_form`: the first batch of an empty database, while another one of other ids was stored; `id_collision`: two ids with one hash',
  })
  @Refuses({ 413: '`batch_too_large`: more events than a batch may have, or more bytes than a body' })
  @Refuses({
    503: '`events_busy`: too many batches wait; send the batch again. Or as everywhere',
  })
  postEvents(@Body() { events }: EventBatchDto): Promise<EventBatchResultDto> {
    return this.collector.collect(events);
  }
}
