import { JobAccepted, JobDto, JobsService } from '#common';
import { Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RETRAIN } from './retraining.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn')
export class RetrainingController {
  constructor(private readonly jobs: JobsService) {}

  @Post('retrain')
  @JobAccepted()
  @ApiOperation({
    summary:
      'Train a new churn model on the newest closed snapshot, promote it if it is better, score everybody',
  })
  retrainChurnModel(): Promise<JobDto> {
    return this.jobs.start(RETRAIN, {});
  }
}
