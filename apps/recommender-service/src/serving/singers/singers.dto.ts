import { CountField, IdField, LimitQuery, NumberField, ObjectsField, TextField, BooleanField } from '#common';
import { IntersectionType } from '@nestjs/swagger';
import { ModelStampDto } from '../../answers/model-stamp.js';
import { AudiencePageDto, AudienceQuery, InterestedUserDto } from '../audience/audience.dto.js';

const WHY_EMPTY = 'Why the list is empty; null when it is not';

export class SingerIdParams {
  @IdField('singer', 'Singer id', { example: '4185938467134902177' })
  singerId: string;
}

export class SingerDto {
  @IdField('singer', 'Singer id; follows from the name without regard to case, width and blanks', {
    example: '4185938467134902177',
  })
  singerId: string;

  @TextField('Name, as the song with the lowest id has it', { example: '薛之谦' })
  name: string;
}

export class ListedSingerDto extends SingerDto {
  @CountField('Songs in the model', { example: 43 })
  songs: number;

  @CountField('Users who like a song, summed over these songs', { example: 5_210 })
  listeners: number;
}

export class SingersDto extends ModelStampDto {
  @ObjectsField(() => ListedSingerDto, 'Most listeners first, ties by name')
  singers: ListedSingerDto[];
}

export class SingersForUserQuery extends LimitQuery {
  @BooleanField('Whether singers may be in the list of whom the user has played a song', { default: false })
  includePlayed: boolean;
}

export class RecommendedSingerDto extends SingerDto {
  @NumberField('The scores of the three best songs among the best 1,000 for the user, summed', {
    example: 1.93,
  })
  score: number;

  @CountField('Songs among these 1,000', { example: 6 })
  songs: number;
}

export class SingersForUserDto extends ModelStampDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @ObjectsField(() => RecommendedSingerDto, 'Best first')
  singers: RecommendedSingerDto[];

  @TextField('Why the list is empty or not personal; null when it is neither', {
    nullable: true,
    example: null,
  })
  reason: string | null;
}

export class SimilarSingerDto extends SingerDto {
  @NumberField('Cosine of the mean vectors of their songs, -1 to 1', { example: 0.83 })
  similarity: number;
}

export class SimilarSingersDto extends IntersectionType(SingerDto, ModelStampDto) {
  @ObjectsField(() => SimilarSingerDto, 'Most alike first')
  singers: SimilarSingerDto[];

  @TextField(WHY_EMPTY, { nullable: true, example: null })
  reason: string | null;
}

export class UsersForSingerQuery extends AudienceQuery {
  @BooleanField('Whether users may be in the list who have met a song of the singer', { default: false })
  includeListeners: boolean;
}

export class UsersForSingerDto extends IntersectionType(SingerDto, ModelStampDto, AudiencePageDto) {
  @ObjectsField(
    () => InterestedUserDto,
    'Most interested first. `score` sums the predicted preferences for those of the five most heard songs of the singer that suit the user best',
  )
  users: InterestedUserDto[];
}
