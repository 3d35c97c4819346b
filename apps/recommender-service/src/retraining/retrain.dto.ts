import { Field, MadeVersionDto } from '#common';
import type { Engine } from '../engines/training-engine.js';
import { ENGINES } from '../recommender.settings.js';

export class RetrainBody {
  @Field.enum(
    'What fits the factors: the kernel of the service, or Spark. Default: RECOMMENDER_ENGINE',
    ENGINES,
    {
      optional: true,
      example: 'kernel',
    },
  )
  engine?: Engine;

  @Field.boolean(
    'false: a version that passes the gate is stored and does not go live; it may be promoted, or tried in an experiment',
    { default: true },
  )
  promote: boolean;
}

/** Input of the job. */
export class RetrainInputDto extends RetrainBody {
  @Field.boolean('Whether the schedule has started it', { optional: true, example: true })
  scheduled?: boolean;
}

/** What a retraining ends with. */
export class RetrainResultDto extends MadeVersionDto {
  @Field.values('One sentence for each check, passed or not', 'string', { example: ['Passed: NDCG@20.'] })
  reasons: string[];

  @Field.values('Holes in the days learned from, and steps that failed without being in the way', 'string', {
    example: [],
  })
  warnings: string[];
}
