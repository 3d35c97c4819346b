import { CountField, IdField, IntegerField, ObjectField, ObjectsField, TextField } from '#common';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { RecommendedSongDto, SONGS_LEFT } from '../../answers/recommendation.dto.js';
import { ScenarioVersionParams } from './scenario.dto.js';

export class ScenarioTrialParams extends ScenarioVersionParams {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;
}

export class TriedListDto {
  @IntegerField('Version of the scenario; null: none is live, this is the list without a scenario', {
    minimum: 1,
    nullable: true,
    example: 1,
  })
  version: number | null;

  @ObjectsField(() => RecommendedSongDto, 'Best first')
  songs: RecommendedSongDto[];

  @CountField(...SONGS_LEFT)
  songsLeft: number | null;

  @TextField('Why the fallback answers; null: it does not', { nullable: true, example: null })
  fallback: string | null;
}

const PLACE = { minimum: 1, nullable: true } as const;

export class ChangedPlaceDto {
  @IdField('song', 'Song id', { example: '15249349' })
  songId: string;

  @IntegerField('Place in the present list, 1 at its top; null: in it no more', { ...PLACE, example: 3 })
  present: number | null;

  @IntegerField('Place in the list that is tried; null: not in it', { ...PLACE, example: null })
  tried: number | null;
}

/** Two lists of a user, and what differs. */
export class ScenarioTrialDto extends ModelStampDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @ObjectField(() => TriedListDto, 'By the live version')
  present: TriedListDto;

  @ObjectField(() => TriedListDto, 'By the version that is tried')
  tried: TriedListDto;

  @ObjectsField(() => ChangedPlaceDto, 'Songs that are not at the same place in both lists')
  changes: ChangedPlaceDto[];
}
