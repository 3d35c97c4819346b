import { Answers, Compressed, Revalidated } from '#common';
import { Controller, Get } from '@nestjs/common';
import { FeaturesDto } from './features.dto.js';
import { FeaturesService } from './features.service.js';

@Controller('churn/features')
export class FeaturesController {
  constructor(private readonly features: FeaturesService) {}

  @Get()
  @Compressed()
  @Revalidated()
  @Answers(FeaturesDto, 'What the churn model knows of a user: all features with unit and meaning', {
    details: 'Those of the live version; before there is one, those that the next retraining would use.',
  })
  async listChurnFeatures(): Promise<FeaturesDto> {
    return await this.features.list();
  }
}
