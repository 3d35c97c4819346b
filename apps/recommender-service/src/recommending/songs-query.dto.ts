import { IsEntityId, LimitQuery } from '#common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBoolean,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const MOST_IDS = 500;

/** `a,b` and repeated parameters alike. */
function idList(value: unknown): unknown {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value.flatMap((part: unknown) => idList(part)) : value;
}

function trueOrFalse(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}

/** What a caller may ask of a list of songs. */
export class SongsQuery extends LimitQuery {
  @ApiPropertyOptional({
    description: `Song ids to leave out, by comma; at most ${MOST_IDS}`,
    example: '15249349,6468891',
    type: String,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => idList(value))
  @ArrayMaxSize(MOST_IDS, { message: `exclude holds at most ${MOST_IDS} ids` })
  @IsEntityId({ each: true })
  exclude?: string[];

  @ApiPropertyOptional({
    description: `Song ids to choose from, by comma; at most ${MOST_IDS}. Without it all songs of the model`,
    example: '15249349,6468891',
    type: String,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => idList(value))
  @ArrayMaxSize(MOST_IDS, { message: `include holds at most ${MOST_IDS} ids` })
  @IsEntityId({ each: true })
  include?: string[];

  @ApiPropertyOptional({
    description: 'Whether songs already played may be in the list',
    example: false,
    default: false,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => trueOrFalse(value))
  @IsBoolean({ message: 'includePlayed must be true or false' })
  includePlayed: boolean = false;

  @ApiPropertyOptional({
    description:
      'From 0, best first, to 1, different ones first; above 0 the list is drawn from the best 500 songs',
    example: 0.3,
    default: 0,
    minimum: 0,
    maximum: 1,
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, { message: 'diversity must be a number' })
  @Min(0, { message: 'diversity must be from 0 to 1' })
  @Max(1, { message: 'diversity must be from 0 to 1' })
  diversity: number = 0;

  @ApiPropertyOptional({ description: 'Leaves out songs with a lower score', example: 0.05 })
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, { message: 'minScore must be a number' })
  minScore?: number;

  @ApiPropertyOptional({
    description:
      '`nextCursor` of the page before, all else asked as for the first page; only the limit may change',
    example: 'eyJ2IjozLCJxIjoi…',
  })
  @IsOptional()
  @IsString()
  @MaxLength(14_000)
  cursor?: string;
}
