import { assessUplift } from '#ml';
import type { AssessedUplift, CampaignData, UpliftOptions } from '#ml';

/** Runs in a thread of its own. */
export default function assess([data, options]: [CampaignData, UpliftOptions]): AssessedUplift {
  return assessUplift(data, options);
}
