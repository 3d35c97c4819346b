import { Answers, Compressed, Refuses } from '#common';
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { MappingBody, MappingDto, MappingsDto } from './mappings.dto.js';
import { StorageModule } from '../storage/storage.module.js';
import { MAPPING_TABLE, StoredMappings } from './stored-mappings.js';

@Controller()
class MappingsController {
  constructor(private readonly mappings: StoredMappings) {}

  @Get('ingest/mappings')
  @Compressed()
  @Answers(MappingsDto, 'Mappings by which the logs of other services are read')
  async listMappings(): Promise<MappingsDto> {
    return { mappings: await this.mappings.list() };
  }

  @Post('admin/ingest/mappings')
  @HttpCode(200)
  @Answers(MappingDto, 'Store a mapping, in place of one of its name', {
    details:
      'Loads and uploads name it by `mapping`. Files that were loaded by an earlier version of it are loaded anew ' +
      'by the next load that finds them, in place of what they were.',
  })
  @Refuses({ 400: '`mapping_invalid`: each problem with its line and column' })
  @Refuses({ 409: '`mapping_built_in`: the name is taken' })
  storeMapping(@Body() { text }: MappingBody): Promise<MappingDto> {
    return this.mappings.store(text);
  }
}

/** How the logs of other services are read. */
@Module({
  imports: [MAPPING_TABLE, StorageModule],
  controllers: [MappingsController],
  providers: [StoredMappings],
  exports: [StoredMappings],
})
export class StoredMappingsModule {}
