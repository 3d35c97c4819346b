import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { QualityController } from './quality.controller.js';
import { QualityService } from './quality.service.js';

/** How good the loaded lines are. */
@Module({
  imports: [CoverageModule],
  controllers: [QualityController],
  providers: [QualityService],
})
export class QualityModule {}
