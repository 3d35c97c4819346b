import { COST, Compressed, Costs, ProblemDto } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { DriftDto, DriftQuery } from './drift.dto.js';
import { DriftService } from './drift.service.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Get()
  @Costs(COST.export)
  @Compressed()
  @ApiOperation({
    summary: 'Have the users changed since the model learned? Features and scores of two snapshots',
  })
  @ApiOkResponse({ type: DriftDto })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`snapshot_unknown`: a day, or the first of its feature window, is not loaded',
  })
  @ApiConflictResponse({
    type: ProblemDto,
    description: '`population_empty`: nobody belongs to the population of one of the days',
  })
  @ApiServiceUnavailableResponse({ type: ProblemDto, description: '`churn_model_missing`' })
  measureDrift(@Query() query: DriftQuery): Promise<DriftDto> {
    return this.drift.between(query);
  }
}
