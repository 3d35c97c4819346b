import {
  EnumField,
  IntegerField,
  NumberField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
} from '#common';
import { ENDED_BY } from './experiment.entity.js';
import type { Experiment } from './experiment.entity.js';

export class ExperimentBody {
  @TextField('A name that no experiment has had before', {
    minLength: 1,
    maxLength: 100,
    example: '64 factors',
  })
  name: string;

  @IntegerField('Version to be tried beside the live one', {
    minimum: 1,
    maximum: 2_147_483_647,
    example: 3,
  })
  challengerVersion: number;

  @NumberField('Share of users that the challenger answers', {
    minimum: 0.01,
    maximum: 0.99,
    default: 0.5,
  })
  share: number;
}

export class ExperimentDto {
  @IntegerField('Number of the experiment', { minimum: 1, example: 2 })
  id: number;

  @TextField('Its name', { example: '64 factors' })
  name: string;

  @IntegerField('Version tried beside the live one', { minimum: 1, example: 3 })
  challengerVersion: number;

  @ShareField('Share of users that the challenger answers', { example: 0.5 })
  share: number;

  @TimeField('When it began', { example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @TimeField('When it ended; null while it runs', { nullable: true, example: null })
  endedAt: string | null;

  @EnumField('What ended it: a request, or another version that went live', ENDED_BY, {
    nullable: true,
    example: null,
  })
  endedBy: Experiment['endedBy'];
}

export class ExperimentsDto {
  @ObjectsField(() => ExperimentDto, 'Newest first; at most the first one runs')
  experiments: ExperimentDto[];
}
