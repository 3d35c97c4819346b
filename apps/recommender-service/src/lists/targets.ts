import { DomainError, SETTINGS } from '#common';
import { bucketPlace as bucketOf } from '#common/bucket';
import { bucketPlace, folderPlace } from '#common/publishing';
import type { Place } from '#common/publishing';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../recommender.settings.js';

export const TARGETS = ['folder', 'bucket'] as const;
export type Target = (typeof TARGETS)[number];

/** Where lists may be written to. */
@Injectable()
export class ListTargets {
  private readonly places: Partial<Record<Target, Place>>;

  constructor(@Inject(SETTINGS) settings: RecommenderSettings) {
    const { RECOMMENDER_LISTS_FOLDER: folder } = settings;
    const bucket = bucketOf(settings, 'RECOMMENDER_LISTS_BUCKET');
    this.places = {
      ...(folder === undefined ? {} : { folder: folderPlace(folder) }),
      ...(bucket === null ? {} : { bucket: bucketPlace(bucket) }),
    };
  }

  /** @throws DomainError conflict (lists_place_missing) */
  place(to: Target | undefined): Place {
    const { folder, bucket } = this.places;
    const place = to === undefined ? (folder ?? bucket) : this.places[to];
    if (place !== undefined) return place;
    const setting = `RECOMMENDER_LISTS_${to === 'bucket' ? 'BUCKET' : 'FOLDER'}`;
    throw new DomainError('conflict', 'lists_place_missing', `Set ${setting}, and start the service again.`);
  }
}
