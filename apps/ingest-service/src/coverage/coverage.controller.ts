import { Compressed, PageAnswer, Revalidated } from '#common';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { DayRangeEndpoints } from '../pages/day-range-endpoints.js';
import { DayRangeQuery } from '../pages/day-range.dto.js';
import { coverageDrawing } from './coverage-drawing.js';
import { coveragePage } from './coverage-page.js';
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

  @Get('coverage.svg')
  @Compressed()
  @Revalidated()
  @Header('Content-Type', 'image/svg+xml; charset=utf-8')
  @ApiOperation({ summary: 'The same as a calendar, one a kind' })
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ description: 'A drawing', schema: { type: 'string' } })
  async getCoverageCalendar(@Query() query: DayRangeQuery): Promise<string> {
    return coverageDrawing(await this.service.coverage(query));
  }

  @Get('coverage.html')
  @PageAnswer('The same as a page: the calendar, and every hole in words', 'coverage.html')
  async getCoveragePage(@Query() query: DayRangeQuery): Promise<string> {
    return coveragePage(await this.service.coverage(query));
  }
}
