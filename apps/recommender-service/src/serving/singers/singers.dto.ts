import { Field, JoinedType, LimitQuery, UserIdParams } from '#common';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { AudiencePageDto, AudienceQuery, InterestedUserDto } from '../audience/audience.dto.js';

const WHY_EMPTY = 'Why the list is empty; null when it is not';

export class SingerIdParams {
  @Field.id('singer', 'Singer id', { example: '4185938467134902177' })
  singerId: string;
}

export class SingerDto {
  @Field.id('singer', 'Singer id; follows from the name without regard to case, width and blanks', {
    example: '4185938467134902177',
  })
  singerId: string;

  @Field.text('Name, as the song with the lowest id has it', { example: '薛之谦' })
  name: string;
}

export class ListedSingerDto extends SingerDto {
  @Field.count('Songs in the model', { example: 43 })
  songs: number;

  @Field.count('Users who like a song, summed over these songs', { example: 5_210 })
  listeners: number;
}

export class SingersDto extends ModelStampDto {
  @Field.objects(() => ListedSingerDto, 'Most listeners first, ties by name')
  singers: ListedSingerDto[];
}

export class SingersForUserQuery extends LimitQuery {
  @Field.boolean('Whether singers may be in the list of whom the user has played a song', { default: false })
  includePlayed: boolean;
}

export class RecommendedSingerDto extends SingerDto {
  @Field.number('The scores of the three best songs among the best 1,000 for the user, summed', {
    example: 1.93,
  })
  score: number;

  @Field.count('Songs among these 1,000', { example: 6 })
  songs: number;
}

export class SingersForUserDto extends JoinedType(UserIdParams, ModelStampDto) {
  @Field.objects(() => RecommendedSingerDto, 'Best first')
  singers: RecommendedSingerDto[];

  @Field.text('Why the list is empty or not personal; null when it is neither', {
    nullable: true,
    example: null,
  })
  reason: string | null;
}

export class SimilarSingerDto extends SingerDto {
  @Field.number('Cosine of the mean vectors of their songs, -1 to 1', { example: 0.83 })
  similarity: number;
}

export class SimilarSingersDto extends JoinedType(SingerDto, ModelStampDto) {
  @Field.objects(() => SimilarSingerDto, 'Most alike first')
  singers: SimilarSingerDto[];

  @Field.text(WHY_EMPTY, { nullable: true, example: null })
  reason: string | null;
}

export class UsersForSingerQuery extends AudienceQuery {
  @Field.boolean('Whether users may be in the list who have met a song of the singer', { default: false })
  includeListeners: boolean;
}

export class UsersForSingerDto extends JoinedType(SingerDto, ModelStampDto, AudiencePageDto) {
  @Field.objects(
    () => InterestedUserDto,
    'Most interested first. `score` sums the predicted preferences for those of the five most heard songs of the singer that suit the user best',
  )
  users: InterestedUserDto[];
}
