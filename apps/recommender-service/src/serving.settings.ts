import { z } from 'zod';

/** Settings of what answers requests. */
export const servingSettings = {
  CHURN_MEDIUM_FROM: z.coerce
    .number()
    .gt(0)
    .lt(1)
    .default(0.4)
    .describe('probability from which the churn band is medium; as for the churn service'),
  CHURN_HIGH_FROM: z.coerce
    .number()
    .gt(0)
    .lt(1)
    .default(0.7)
    .describe('probability from which the churn band is high; as for the churn service'),
};
