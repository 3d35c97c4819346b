import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, registerDecorator } from 'class-validator';

const LARGEST_ID = 2n ** 63n - 1n;

function isEntityId(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) && BigInt(value) <= LARGEST_ID;
}

/**
 * A user or song id: decimal digits of a whole number from 0 to 2^63-1, as a string since JSON numbers lose digits.
 * `each`: a list of them.
 */
export function IsEntityId({ each = false }: { each?: boolean } = {}): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isEntityId',
      target: target.constructor,
      propertyName: String(property),
      options: { each },
      validator: {
        validate: isEntityId,
        defaultMessage: () =>
          `${each ? 'each value in ' : ''}$property must be a whole number from 0 to 9223372036854775807`,
      },
    });
  };
}

export class UserIdParams {
  @ApiProperty({ description: 'User id', example: '168550892' })
  @IsEntityId()
  userId: string;
}

export class SongIdParams {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  @IsEntityId()
  songId: string;
}

const LARGEST_LIMIT = 200;

export class LimitQuery {
  @ApiPropertyOptional({
    description: 'How many entries to return',
    minimum: 1,
    maximum: LARGEST_LIMIT,
    default: 20,
    example: 20,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1, { message: 'limit must be at least 1' })
  @Max(LARGEST_LIMIT, { message: `limit must be at most ${LARGEST_LIMIT}` })
  limit: number = 20;
}
