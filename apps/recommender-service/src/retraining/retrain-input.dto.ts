import { BooleanField, EnumField, JobInputDto } from '#common';
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

  @BooleanField(
    'false: a version that passes the gate is stored and does not go live; it may be promoted, or tried in an experiment',
    { default: true },
  )
  promote: boolean;
}

/** Input of the job. */
export class RetrainInputDto extends JobInputDto implements Partial<RetrainBody> {
  @EnumField('What was asked to fit the factors', ENGINES, { optional: true, example: 'spark' })
  engine?: Engine;

  @BooleanField('Whether a version that passes goes live; default true', { optional: true, example: true })
  promote?: boolean;
}
