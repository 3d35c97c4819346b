import { assessUplift } from '#ml';
import type { AssessedUplift, CampaignData, UpliftOptions } from '#ml';

export interface UpliftTask {
  readonly data: CampaignData;
  readonly options: UpliftOptions;
}

/** Runs in a thread of its own. */
export default function assess({ data, options }: UpliftTask): AssessedUplift {
  return assessUplift(data, options);
}
