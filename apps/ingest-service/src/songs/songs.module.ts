import { Module } from '@nestjs/common';
import { SongsController } from './songs.controller.js';
import { SongPropertiesRepository } from './songs.repository.js';
import { Songs } from './songs.service.js';

/** What songs are. */
@Module({
  controllers: [SongsController],
  providers: [Songs, SongPropertiesRepository],
  exports: [SongPropertiesRepository],
})
export class SongsModule {}
