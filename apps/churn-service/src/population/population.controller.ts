import { Answers, Compressed, COST, Costs, Refuses } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { CohortsDto, LifecycleDto, LifecycleQuery } from './population.dto.js';
import { PopulationService } from './population.service.js';

const UNKNOWN = '`snapshot_unknown`: no day is loaded';

@Controller('churn')
export class PopulationController {
  constructor(private readonly population: PopulationService) {}

  @Get('lifecycle')
  @Costs(COST.batch)
  @Compressed()
  @Answers(LifecycleDto, 'How many users are new, active, back again or dormant, by day or week', {
    details:
      'An event is one of the kinds that count as activity. Silence is counted in complete days: a day that is not loaded whole makes nobody ' +
      'dormant. Dormant users of a period are those of the one before, and those who went, less those who came back.',
  })
  @Refuses({
    404: UNKNOWN,
    400: '`silence_too_short`: fewer than 7 days by week',
  })
  getLifecycle(@Query() query: LifecycleQuery): Promise<LifecycleDto> {
    return this.population.lifecycle(query);
  }

  @Get('cohorts')
  @Costs(COST.batch)
  @Compressed()
  @Answers(
    CohortsDto,
    'Who stays: users by the week of their first event, and how many were active in each week after',
  )
  @Refuses({ 404: UNKNOWN })
  getCohorts(): Promise<CohortsDto> {
    return this.population.cohorts();
  }
}
