import { BAND_SETTINGS } from '#common/bands';
import { z } from 'zod';

/** Settings of what answers requests. */
export const servingSettings = {
  RECOMMENDER_SONG_VECTORS: z
    .enum(['exact', 'compact'])
    .default('exact')
    .describe('song vectors in memory: float32, or 16 bits a value'),
  RECOMMENDER_USER_VECTORS: z
    .enum(['exact', 'compact'])
    .default('exact')
    .describe('user vectors in memory, as for songs'),
  ...BAND_SETTINGS,
};
