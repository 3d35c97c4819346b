import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnParameterSearch } from './parameter-search.entity.js';
import { ParameterSearchesController } from './parameter-searches.controller.js';
import { ParameterSearchesService } from './parameter-searches.service.js';

/** Searches for parameters of the models, which retrains follow. */
@Module({
  imports: [TypeOrmModule.forFeature([ChurnParameterSearch]), DatasetModule],
  controllers: [ParameterSearchesController],
  providers: [ParameterSearchesService],
  exports: [ParameterSearchesService],
})
export class SearchesModule {}
