import { Compressed, Revalidated } from '#common';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { FeaturesDto } from './features.dto.js';
import { FeaturesService } from './features.service.js';

@Controller('churn/features')
export class FeaturesController {
  constructor(private readonly features: FeaturesService) {}

  @Get()
  @Compressed()
  @Revalidated()
  @ApiOperation({
    summary: 'What the churn model knows of a user: all features with unit and meaning',
    description: 'Those of the live version; before there is one, those that the next retraining would use.',
  })
  @ApiOkResponse({ type: FeaturesDto })
  async listChurnFeatures(): Promise<FeaturesDto> {
    return await this.features.list();
  }
}
