import { ProblemDto } from '#common';
import { Controller, Get, Header, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { DayRangeQuery } from '../pages/day-range.dto.js';
import { qualityPage } from './quality-page.js';
import { QualityDto } from './quality.dto.js';
import { QualityService } from './quality.service.js';

@ApiTags('ingest')
@ApiBearerAuth('key')
@ApiBadRequestResponse({ type: ProblemDto, description: 'No day, or a range that is reversed or too long' })
@Controller('ingest')
export class QualityController {
  constructor(private readonly service: QualityService) {}

  @Get('quality')
  @ApiOperation({
    summary: 'Lines, events, rejections and repairs by day, and the distributions of plays and completion',
  })
  @ApiOkResponse({ type: QualityDto })
  quality(@Query() query: DayRangeQuery): Promise<QualityDto> {
    return this.service.quality(query);
  }

  @Get('quality.html')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @ApiOperation({
    summary: 'The same as a page of plots',
    description:
      'It needs the read key like everything else: fetch it with `curl -o quality.html` and open the file.',
  })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page without scripts', schema: { type: 'string' } })
  async page(@Query() query: DayRangeQuery): Promise<string> {
    return qualityPage(await this.service.quality(query));
  }
}
