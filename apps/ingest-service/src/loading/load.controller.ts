import { JobAccepted, JobDto, Refuses } from '#common';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { IngestJob } from './ingest-job.js';
import { LoadRequestDto } from './load-job.dto.js';

@Controller('admin/ingest')
export class LoadController {
  constructor(private readonly job: IngestJob) {}

  @Post('archives')
  @JobAccepted()
  @ApiOperation({
    summary: 'Load a folder of archives, or one archive',
    description:
      'Every content is loaded exactly once: what is known is passed over, and not opened where size, time and inode are as ' +
      'they were; a changed archive replaces its events. ' +
      'Archives that cannot be loaded are recorded with their reason, and the load goes on with the others. The ' +
      'result of the job counts archives by state, events by kind, rejected lines by reason and repairs by rule. Days ' +
      'that retention dropped stay dropped unless `includeDropped` is true.',
  })
  @Refuses({ 400: '`path_outside`, `path_unreadable`, or a member that is wrong' })
  @Refuses({ 404: '`path_unknown`: there is no such file or folder; `mapping_unknown`' })
  @Refuses({ 503: '`logs_folder_unreadable`: the logs folder may not be read. Or as everywhere' })
  startLoad(@Body() { path, ...options }: LoadRequestDto): Promise<JobDto> {
    return this.job.start(path, options);
  }

  @Post('bucket')
  @JobAccepted()
  @ApiOperation({
    summary: 'Load what is new in the bucket of logs',
    description:
      'Fetches the objects below LOGS_BUCKET that no load has taken as they are now, late and changed ones too, and ' +
      'loads them like archives of the logs folder. A connection that is cut is resumed where it ended. With ' +
      'LOGS_WATCH_SECONDS such loads begin by themselves.',
  })
  @Refuses({ 404: '`bucket_not_set`: LOGS_BUCKET is not set' })
  startBucketLoad(): Promise<JobDto> {
    return this.job.startBucket();
  }
}
