import { JobAccepted, JobDto, Refuses } from '#common';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { StorageModule } from '../storage/storage.module.js';
import { RetentionRequestDto } from './retention.dto.js';
import { RETENTION_PROVIDERS, RetentionService } from './retention.service.js';

@Controller('admin/ingest/retention')
class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Post()
  @Refuses({
    409: '`day_in_future`, `nothing_kept`: nothing would be left, or less than half of a usual day.',
  })
  @JobAccepted()
  @ApiOperation({
    summary: 'Drop all days before a day: events, rollups, event ids',
    description:
      'Whole partitions go, one day after the other, so it costs little whatever they hold. The result of the job ' +
      'counts days, archives, events and bytes on disk; with `dryRun` it only counts. It waits ' +
      'while a load is running. Dropped days stay closed: neither archives nor posted events are taken into them, ' +
      'unless a load says `includeDropped`. Songs and their lengths stay. A day that would leave less than half of the ' +
      'events of a usual day, or that lies in the future, is refused (409) unless `everything` is true.',
  })
  startRetention(@Body() request: RetentionRequestDto): Promise<JobDto> {
    return this.retention.start(request);
  }
}

/** How long days are kept. */
@Module({
  imports: [StorageModule],
  controllers: [RetentionController],
  providers: RETENTION_PROVIDERS,
})
export class RetentionModule {}
