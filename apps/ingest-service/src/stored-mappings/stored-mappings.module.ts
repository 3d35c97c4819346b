import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MappingsController } from './mappings.controller.js';
import { StoredMapping, StoredMappings } from './stored-mappings.js';

/** How the logs of other services are read. */
@Module({
  imports: [TypeOrmModule.forFeature([StoredMapping])],
  controllers: [MappingsController],
  providers: [StoredMappings],
  exports: [StoredMappings],
})
export class StoredMappingsModule {}
