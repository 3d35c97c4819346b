import { Controller, Get, Module } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Refuses } from '../http/problem.dto.js';
import { ReadinessChecks } from './readiness-checks.js';

const CHECKS = {
  type: 'object',
  example: { database: { status: 'up' }, model: { status: 'up', version: 3 } },
  additionalProperties: { type: 'object', additionalProperties: true },
};
const READY = {
  type: 'object',
  required: ['status', 'info', 'error', 'details'],
  properties: { status: { type: 'string', example: 'ok' }, info: CHECKS, error: CHECKS, details: CHECKS },
};

@ApiTags('health')
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: ReadinessChecks,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Liveness: the process answers; touches nothing else' })
  @ApiOkResponse({
    description: 'It answers',
    schema: { type: 'object', properties: { status: { type: 'string', example: 'ok' } } },
  })
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  // The document that it would write is not what our refusals look like.
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({ description: 'Ready, with what each check found', schema: READY })
  @Refuses({ 503: '`not_ready`: `details` says which check failed' })
  @ApiOperation({
    summary: 'Readiness: the database answers and the schema is current; names the served model version',
  })
  ready(): Promise<HealthCheckResult> {
    return this.health.check(this.readiness.all());
  }
}

@Module({
  imports: [TerminusModule.forRoot({ errorLogStyle: 'json', logger: false })],
  controllers: [HealthController],
  providers: [ReadinessChecks],
  exports: [ReadinessChecks],
})
export class HealthModule {}
