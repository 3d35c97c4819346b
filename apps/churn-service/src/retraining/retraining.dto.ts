import { Field, JobDto, JobInputDto, JoinedType, MadeVersionDto } from '#common';
import { TARGETS } from '#common/bands';
import type { Target } from '#common/bands';
import { TargetQuery, TrainedVersionDto } from '../registry/churn-model.dto.js';

export class RetrainInputDto extends JoinedType(JobInputDto, TargetQuery) {}

/** What a retraining ends with. */
export class RetrainResultDto extends MadeVersionDto {
  @Field.values('One sentence for each check, passed or not', 'string', {
    example: ['Passed: test ROC AUC.'],
  })
  gate: readonly string[];

  @Field.day('The day whose users it learned from', { example: '2017-04-28' })
  trainedOnSnapshot: string;

  @Field.text('The kind that was chosen', { example: 'gradient boosting' })
  model: string;

  @Field.day('The day that everybody was scored at', { example: '2017-05-12' })
  scoredSnapshot: string;

  @Field.count('Users that were scored', { example: 20_000 })
  scoredUsers: number;

  @Field.values('Holes in the windows, with the features they touch', 'string', { example: [] })
  warnings: readonly string[];
}

export class PromotionDto {
  @Field.object(() => TrainedVersionDto, 'The version that is live now, without its report')
  model: TrainedVersionDto;

  @Field.object(
    () => JobDto,
    'Scores everybody by it; single users are answered by it at once, the ranked list afterwards',
  )
  job: JobDto;
}

export class ScoreBody {
  @Field.day('Default: the newest complete day', { optional: true, example: '2017-05-12' })
  snapshotDate?: string;

  @Field.enum('What is predicted. Default: everything of which a version is live', TARGETS, {
    optional: true,
  })
  target?: Target;
}

export class ScoreInputDto extends JobInputDto {
  @Field.day('Absent: the newest complete day', { optional: true, example: '2017-05-12' })
  snapshotDate?: string;

  @Field.enum('Absent: everything of which a version is live', TARGETS, { optional: true })
  target?: Target;
}

/** What scoring everybody ends with; of two targets, that of the bands. */
export class ScoreResultDto {
  @Field.day('The day that users were scored at', { example: '2017-05-12' })
  snapshotDate: string;

  @Field.integer('Version of the model', { minimum: 1, example: 3 })
  version: number;

  @Field.count('Users that were scored; 0: a scheduled job found scores that had seen all loads', {
    example: 20_000,
  })
  scoredUsers: number;

  @Field.count('Past scores that could be compared with what happened', { example: 1 })
  comparedSets: number;
}
