import { JobAccepted, JobDto } from '#common';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LogsPathDto, LogsPathProblems } from '../loading/logs-path-endpoint.js';
import { DayFilesJob } from './day-files-job.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest')
export class DayFilesController {
  constructor(private readonly job: DayFilesJob) {}

  @Post('day-files')
  @JobAccepted()
  @ApiOperation({
    summary: 'Read a folder of archives by Spark into Parquet files by day, past the database',
    description:
      'The rules are those of a load into an empty database, and so is the result of the job; but nothing is loaded. Files ' +
      'are `<DAY_FILES_DIR>/<table>/<day>.parquet` of the tables `user_day`, `pair_event` and `archive`; those of a day are replaced ' +
      'together. Archives without a day in their names are left for a load (state `waiting`, reason `date_missing`).',
  })
  @LogsPathProblems()
  writeDayFiles(@Body() { path }: LogsPathDto): Promise<JobDto> {
    return this.job.start(path);
  }
}
