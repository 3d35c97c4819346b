import { Module } from '@nestjs/common';
import { CoverageController } from './coverage.controller.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';

/** Which days are loaded whole. */
@Module({
  controllers: [CoverageController],
  providers: [CoverageRepository, CoverageService],
  exports: [CoverageRepository],
})
export class CoverageModule {}
