import { Module } from '@nestjs/common';
import { RecommenderDecoder } from './recommender-decoder.js';

@Module({
  providers: [RecommenderDecoder],
  exports: [RecommenderDecoder],
})
export class ModelModule {}
