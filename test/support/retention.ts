import type { Database } from '#common';
import { RetentionRepository } from '../../apps/ingest-service/src/retention/retention.repository.js';
import { SongMerges } from '../../apps/ingest-service/src/storage/songs/song-merges.repository.js';
import { SongsRepository } from '../../apps/ingest-service/src/storage/songs/songs.repository.js';

/** Drops days of this database. */
export function retentionOf(database: Database): RetentionRepository {
  return new RetentionRepository(database, new SongsRepository(), new SongMerges(database));
}
