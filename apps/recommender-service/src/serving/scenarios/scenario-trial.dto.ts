import { Field, JoinedType, SongIdParams, UserIdParams } from '#common';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { RecommendedSongDto, SongsLeftDto } from '../../answers/recommendation.dto.js';
import { ScenarioVersionParams } from './scenario.dto.js';

export class ScenarioTrialParams extends JoinedType(UserIdParams, ScenarioVersionParams) {}

export class TriedListDto extends SongsLeftDto {
  @Field.integer('Version of the scenario; null: none is live, this is the list without a scenario', {
    minimum: 1,
    nullable: true,
    example: 1,
  })
  version: number | null;

  @Field.objects(() => RecommendedSongDto, 'Best first')
  songs: RecommendedSongDto[];

  @Field.text('Why the fallback answers; null: it does not', { nullable: true, example: null })
  fallback: string | null;
}

const PLACE = { minimum: 1, nullable: true } as const;

export class ChangedPlaceDto extends SongIdParams {
  @Field.integer('Place in the present list, 1 at its top; null: in it no more', { ...PLACE, example: 3 })
  present: number | null;

  @Field.integer('Place in the list that is tried; null: not in it', { ...PLACE, example: null })
  tried: number | null;
}

/** Two lists of a user, and what differs. */
export class ScenarioTrialDto extends JoinedType(UserIdParams, ModelStampDto) {
  @Field.object(() => TriedListDto, 'By the live version')
  present: TriedListDto;

  @Field.object(() => TriedListDto, 'By the version that is tried')
  tried: TriedListDto;

  @Field.objects(() => ChangedPlaceDto, 'Songs that are not at the same place in both lists')
  changes: ChangedPlaceDto[];
}
