import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BrokenContracts } from './broken-contracts.js';
import { ModelPromotion, ModelVersion } from './model-version.entity.js';
import { ModelRegistry } from './model-registry.js';

@Module({
  imports: [TypeOrmModule.forFeature([ModelVersion, ModelPromotion])],
  providers: [BrokenContracts, ModelRegistry],
  exports: [BrokenContracts, ModelRegistry],
})
export class RegistryModule {}
