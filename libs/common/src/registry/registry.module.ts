import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ModelPromotion } from './model-promotion.entity.js';
import { ModelRegistry } from './model-registry.js';
import { ModelVersion } from './model-version.entity.js';
import { ModelsRepository } from './models.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([ModelVersion, ModelPromotion])],
  providers: [ModelsRepository, ModelRegistry],
  exports: [ModelRegistry],
})
export class RegistryModule {}
