import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AlertsDto } from './alerts.dto.js';
import { AlertsService } from './alerts.service.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @ApiOperation({
    summary: 'Which alert rules fire, since when, and what to do',
    description:
      'Drift of the scores, calibration, volume of events and users, holes in the logs. The limits are settings (CHURN_ALERT_*), and the same ' +
      'states are metrics (`musicbox_churn_alert_firing`).',
  })
  @ApiOkResponse({ type: AlertsDto })
  async getChurnAlerts(): Promise<AlertsDto> {
    const { rules, ...alerts } = await this.alerts.look();
    return { ...alerts, rules: [...rules] };
  }
}
