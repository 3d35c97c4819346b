import { Answers, Compressed, Refuses, Revalidated } from '#common';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { DayRangeQuery } from '../day-ranges/day-range.dto.js';
import { CoverageDto } from './coverage.dto.js';
import { CoverageService } from './coverage.service.js';
import { QualityDto } from './quality.dto.js';
import { QualityService } from './quality.service.js';

const NO_RANGE = 'No day, or a range that is reversed or too long';

@Controller('ingest')
class CoverageController {
  constructor(
    private readonly loaded: CoverageService,
    private readonly quality: QualityService,
  ) {}

  @Get('coverage')
  @Compressed()
  @Revalidated()
  @Answers(
    CoverageDto,
    'What is loaded of every day and kind, and what is missing, partial or suspiciously small',
    {
      details:
        'A part is expected where more than half of the neighbouring days have it, and suspiciously small where it has ' +
        'far fewer lines than they have. Neighbouring days are the 7 before and the 7 after.',
    },
  )
  @Refuses({ 400: NO_RANGE })
  getCoverage(@Query() query: DayRangeQuery): Promise<CoverageDto> {
    return this.loaded.coverage(query);
  }

  @Get('quality')
  @Compressed()
  @Revalidated()
  @Answers(QualityDto, 'Lines, events, rejections and repairs by day')
  @Refuses({ 400: NO_RANGE })
  getQuality(@Query() query: DayRangeQuery): Promise<QualityDto> {
    return this.quality.quality(query);
  }
}

/** Which days are loaded whole, and how good their lines are. */
@Module({ controllers: [CoverageController], providers: [CoverageService, QualityService] })
export class CoverageModule {}
