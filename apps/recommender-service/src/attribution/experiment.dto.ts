import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class ExperimentBody {
  @ApiProperty({ description: 'A name that no trial has had before', example: '64 factors', maxLength: 100 })
  @IsString()
  @Length(1, 100, { message: 'name must be 1 to 100 characters long' })
  name: string;

  @ApiProperty({ description: 'Version to be tried beside the live one', example: 3, minimum: 1 })
  @IsInt({ message: 'challengerVersion must be a whole number' })
  @Min(1)
  @Max(2_147_483_647)
  challengerVersion: number;

  @ApiPropertyOptional({
    description: 'Share of users that the challenger answers',
    example: 0.5,
    default: 0.5,
    minimum: 0.01,
    maximum: 0.99,
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, { message: 'share must be a number' })
  @Min(0.01, { message: 'share must be from 0.01 to 0.99' })
  @Max(0.99, { message: 'share must be from 0.01 to 0.99' })
  share: number = 0.5;
}

export class ExperimentDto {
  @ApiProperty({ description: 'Trial', example: 2 })
  id: number;

  @ApiProperty({ description: 'Its name', example: '64 factors' })
  name: string;

  @ApiProperty({ description: 'Version tried beside the live one', example: 3 })
  challengerVersion: number;

  @ApiProperty({ description: 'Share of users that the challenger answers', example: 0.5 })
  share: number;

  @ApiProperty({ description: 'When it began', example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @ApiProperty({
    description: 'When it ended; null while it runs',
    example: null,
    nullable: true,
    type: String,
  })
  endedAt: string | null;
}

export class ExperimentsDto {
  @ApiProperty({ description: 'Newest first; at most the first one runs', type: [ExperimentDto] })
  experiments: ExperimentDto[];
}
