import { JobAccepted, JobDto, ProblemDto } from '#common';
import { Body, Controller, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { IngestJob } from './ingest-job.js';
import { LoadRequestDto } from './load-request.dto.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest')
export class LoadController {
  constructor(private readonly job: IngestJob) {}

  @Post('archives')
  @JobAccepted()
  @ApiOperation({
    summary: 'Load a folder of archives, or one archive',
    description:
      'Every content is loaded exactly once: what is known is passed over, a changed archive replaces its events. ' +
      'Archives that cannot be loaded are recorded with their reason, and the load goes on with the others. The ' +
      'result of the job counts archives by state, events by kind, rejected lines by reason and repairs by rule. With a ' +
      'sample, only events of that share of the users are loaded, the same users in all kinds and every time. Days that ' +
      'retention dropped stay dropped unless `includeDropped` is true.',
  })
  @ApiBadRequestResponse({
    type: ProblemDto,
    description: '`path_outside`, `path_unreadable`, or a member that is wrong',
  })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`path_unknown`: there is no such file or folder',
  })
  @ApiServiceUnavailableResponse({
    type: ProblemDto,
    description: '`logs_folder_unreadable`: the logs folder may not be read. Or as everywhere',
  })
  startLoad(@Body() { path, sample, seed, includeDropped }: LoadRequestDto): Promise<JobDto> {
    const users = sample === undefined || sample === 1 ? null : { share: sample, seed };
    return this.job.start(path, users, includeDropped);
  }
}
