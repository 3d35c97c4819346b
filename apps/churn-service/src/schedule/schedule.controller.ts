import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SchedulesDto } from './schedule.dto.js';
import { ScheduleService } from './schedule.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn/schedule')
export class ScheduleController {
  constructor(private readonly schedules: ScheduleService) {}

  @Get()
  @ApiOperation({
    summary: 'When scoring and retraining begin by themselves, and how the newest of each went',
  })
  @ApiOkResponse({ type: SchedulesDto })
  async list(): Promise<SchedulesDto> {
    const schedules = await this.schedules.list();
    return {
      schedules: schedules.map((schedule) => ({
        ...schedule,
        nextAt: schedule.nextAt?.toISOString() ?? null,
      })),
      scoreAfterLoad: this.schedules.scoreAfterLoad,
    };
  }
}
