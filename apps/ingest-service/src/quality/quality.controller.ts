import { Compressed, Revalidated } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DayRangeEndpoints } from '../day-ranges/day-range-endpoints.js';
import { DayRangeQuery } from '../day-ranges/day-range.dto.js';
import { QualityDto } from './quality.dto.js';
import { QualityService } from './quality.service.js';

@DayRangeEndpoints()
@Controller('ingest')
export class QualityController {
  constructor(private readonly service: QualityService) {}

  @Get('quality')
  @Compressed()
  @Revalidated()
  @ApiOperation({
    summary: 'Lines, events, rejections and repairs by day, and the distributions of plays and completion',
  })
  @ApiOkResponse({ type: QualityDto })
  getQuality(@Query() query: DayRangeQuery): Promise<QualityDto> {
    return this.service.quality(query);
  }
}
