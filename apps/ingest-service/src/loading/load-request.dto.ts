import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

export class LoadRequestDto {
  @ApiProperty({
    description:
      'Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it',
    example: '.',
    minLength: 1,
    maxLength: 1024,
  })
  @IsString({ message: 'path must be a text' })
  @MinLength(1, { message: 'path must not be empty; "." is the whole logs folder' })
  @MaxLength(1024, { message: 'path must have at most 1024 characters' })
  path: string;

  @ApiPropertyOptional({
    description:
      'Share of the users whose events are loaded; all when it is not given. Archives that are loaded with another ' +
      'sample are loaded anew',
    example: 0.1,
    exclusiveMinimum: true,
    minimum: 0,
    maximum: 1,
  })
  @IsOptional()
  @IsNumber({}, { message: 'sample must be a number' })
  @IsPositive({ message: 'sample must be above 0' })
  @Max(1, { message: 'sample must be at most 1' })
  sample?: number;

  @ApiPropertyOptional({
    description: 'Another seed, other users',
    example: 0,
    default: 0,
    minimum: 0,
    maximum: 2147483647,
  })
  @IsOptional()
  @IsInt({ message: 'seed must be a whole number' })
  @Min(0, { message: 'seed must be at least 0' })
  @Max(2147483647, { message: 'seed must be at most 2147483647' })
  seed: number = 0;

  @ApiPropertyOptional({
    description: 'Load archives of days that retention dropped, too',
    example: false,
    default: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'includeDropped must be true or false' })
  includeDropped: boolean = false;
}
