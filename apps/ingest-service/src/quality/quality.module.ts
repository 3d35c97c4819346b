import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { QualityController } from './quality.controller.js';
import { QualityRepository } from './quality.repository.js';
import { QualityService } from './quality.service.js';

/** How good the loaded lines are. */
@Module({
  imports: [CoverageModule],
  controllers: [QualityController],
  providers: [QualityRepository, QualityService],
})
export class QualityModule {}
