import { Compressed, Revalidated } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DayRangeEndpoints } from '../day-ranges/day-range-endpoints.js';
import { DayRangeQuery } from '../day-ranges/day-range.dto.js';
import { CoverageDto } from './coverage.dto.js';
import { CoverageService } from './coverage.service.js';

@DayRangeEndpoints()
@Controller('ingest')
export class CoverageController {
  constructor(private readonly service: CoverageService) {}

  @Get('coverage')
  @Compressed()
  @Revalidated()
  @ApiOperation({
    summary: 'What is loaded of every day and kind, and what is missing, partial or suspiciously small',
    description:
      'A part is expected where more than half of the neighbouring days have it, and suspiciously small where it has ' +
      'far fewer lines than they have. Neighbouring days are the 7 before and the 7 after.',
  })
  @ApiOkResponse({ type: CoverageDto })
  getCoverage(@Query() query: DayRangeQuery): Promise<CoverageDto> {
    return this.service.coverage(query);
  }
}
