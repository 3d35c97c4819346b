import {
  Answers,
  Compressed,
  COST,
  Costs,
  JobAccepted,
  JobDto,
  JobsService,
  LimitQuery,
  Refuses,
} from '#common';
import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AlertsDto } from './alerts/alerts.dto.js';
import { AlertsService } from './alerts/alerts.service.js';
import { DriftDto, DriftQuery } from './drift.dto.js';
import { DriftService } from './drift.service.js';
import { OutcomesDto } from './outcomes.dto.js';
import { COMPARE, OutcomesService } from './outcomes.service.js';

/** Whether past scores came true, whether the users have changed, and what needs attention. */
@Controller()
export class MonitoringController {
  constructor(
    private readonly jobs: JobsService,
    private readonly outcomes: OutcomesService,
    private readonly drift: DriftService,
    private readonly alerts: AlertsService,
  ) {}

  @Get('churn/outcomes')
  @Compressed()
  @Answers(
    OutcomesDto,
    'How good were past scores, now that it is known who left? How good will the newest be?',
    {
      details:
        'Scores are compared once every day of their label window is complete. ' +
        '`expected` needs no outcome: it follows from the probabilities, and holds only while they are calibrated.',
    },
  )
  listChurnOutcomes(@Query() { limit }: LimitQuery): Promise<OutcomesDto> {
    return this.outcomes.list(limit);
  }

  @Post('admin/churn/outcomes')
  @JobAccepted()
  @ApiOperation({
    summary: 'Compare past scores whose label window has closed with what happened',
    description:
      'Also the last step of every scoring and retraining; what has been compared already is left alone.',
  })
  compareOutcomes(): Promise<JobDto> {
    return this.jobs.start(COMPARE, {});
  }

  @Get('churn/drift')
  @Costs(COST.export)
  @Compressed()
  @Answers(DriftDto, 'Have the users changed since the model learned? Features and scores of two snapshots')
  @Refuses({
    404: '`snapshot_unknown`: a day, or the first of its feature window, is not loaded; `snapshot_not_scored`: by the live version',
    409: '`population_empty`: nobody belongs to the population of one of the days',
    503: '`churn_model_missing`',
  })
  measureDrift(@Query() query: DriftQuery): Promise<DriftDto> {
    return this.drift.between(query);
  }

  @Get('churn/alerts')
  @Answers(AlertsDto, 'Which alert rules fire, since when, and what to do', {
    details:
      'Drift of the scores, calibration, volume of events and users, holes in the logs. The limits are settings (CHURN_ALERT_*), and the same ' +
      'states are metrics (`musicbox_churn_alert_firing`).',
  })
  getChurnAlerts(): Promise<AlertsDto> {
    return this.alerts.look();
  }
}
