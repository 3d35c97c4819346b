import { EnumField, JobInputDto } from '#common';
import type { Engine } from '../engines/training-engine.js';
import { ENGINES } from '../recommender.settings.js';

export class RetrainBody {
  @EnumField(
    'What fits the factors: the kernel of the service, or Spark. Default: RECOMMENDER_ENGINE',
    ENGINES,
    {
      optional: true,
      example: 'kernel',
    },
  )
  engine?: Engine;
}

/** Input of the job. */
export class RetrainInputDto extends JobInputDto implements RetrainBody {
  @EnumField('What was asked to fit the factors', ENGINES, { optional: true, example: 'spark' })
  engine?: Engine;
}
