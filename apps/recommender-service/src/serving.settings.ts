import { BAND_SETTINGS } from '#common/bands';
import { integerSetting } from '#common/settings';
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
  RECOMMENDER_SERVING_MEMORY_MB: integerSetting(0, 65_536)
    .default(128)
    .describe('memory for answers that are given again while nothing has changed; 0: none'),
  ...BAND_SETTINGS,
};
