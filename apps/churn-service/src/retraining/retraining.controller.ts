import { JobAccepted, JobDto, ProblemDto } from '#common';
import { Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RetrainingService } from './retraining.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn')
export class RetrainingController {
  constructor(private readonly retraining: RetrainingService) {}

  @Post('retrain')
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`contract_broken`: an archive of the days that are learned from breaks the contract of its mapping, and that was not ' +
      'acknowledged; `job_running`',
  })
  @JobAccepted()
  @ApiOperation({
    summary:
      'Train a new churn model on the newest closed snapshot, promote it if it is better, score everybody',
  })
  retrainChurnModel(): Promise<JobDto> {
    return this.retraining.start();
  }
}
