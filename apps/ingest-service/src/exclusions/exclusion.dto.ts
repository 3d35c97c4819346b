import { LimitQuery, TextField } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

const STATES = ['excluded', 'included'] as const;

export class ExclusionsQueryDto extends LimitQuery {
  @ApiPropertyOptional({
    description: 'Only users who are excluded, or only those re-included by hand',
    enum: STATES,
    example: 'excluded',
  })
  @IsOptional()
  @IsIn(STATES, { message: `state must be one of ${STATES.join(', ')}` })
  state?: (typeof STATES)[number];

  @TextField('`nextCursor` of the page before', { optional: true, maxLength: 200, example: 'wJr1kqPmVYu3…' })
  cursor?: string;
}

export class ExclusionDecisionDto {
  @ApiProperty({
    description: 'true: left out of both models; false: let in, and no rule excludes this user again',
    example: true,
  })
  @IsBoolean({ message: 'excluded must be true or false' })
  excluded: boolean;

  @ApiProperty({
    description: 'Why, in words for whoever reads the list',
    example: 'service account of the web radio',
    minLength: 1,
    maxLength: 200,
  })
  @IsString({ message: 'reason must be a text' })
  @MinLength(1, { message: 'reason must not be empty' })
  @MaxLength(200, { message: 'reason must have at most 200 characters' })
  reason: string;
}

export class ExclusionDto {
  @ApiProperty({ description: 'User id', example: '751824' })
  userId: string;

  @ApiProperty({
    description: 'true: left out of both models; false: let in by hand, whatever the rules say',
    example: true,
  })
  excluded: boolean;

  @ApiProperty({
    description: 'over_24_hours, over_percentile, or what was given by hand',
    example: 'over_24_hours',
  })
  reason: string;

  @ApiProperty({ description: 'Who decided', enum: ['rule', 'hand'], example: 'rule' })
  by: 'rule' | 'hand';

  @ApiProperty({
    description:
      'What the rule found: the day of most play, its seconds and how many days have too many; or the plays',
    example: { day: '2017-04-02', playSeconds: 1204113, days: 31 },
    type: 'object',
    additionalProperties: true,
  })
  evidence: Record<string, unknown>;

  @ApiProperty({ description: 'Since when', example: '2026-11-24T14:36:00.000Z' })
  since: string;
}

export class ExclusionPageDto {
  @ApiProperty({ description: 'Decisions, by user id', type: [ExclusionDto] })
  exclusions: ExclusionDto[];

  @ApiProperty({
    description: 'Give it as `cursor` to get the next page; null at the end',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
