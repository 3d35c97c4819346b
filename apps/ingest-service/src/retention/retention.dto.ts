import { IsCalendarDay } from '#common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

export class RetentionRequestDto {
  @ApiProperty({
    description: 'First day that is kept: everything before it is dropped',
    example: '2017-04-15',
  })
  @IsCalendarDay()
  before: string;

  @ApiPropertyOptional({
    description: 'Drop nothing, only count what would go',
    example: true,
    default: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'dryRun must be true or false' })
  dryRun: boolean = false;

  @ApiPropertyOptional({
    description: 'Meant even if no loaded day is left, or if the day lies in the future',
    example: false,
    default: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'everything must be true or false' })
  everything: boolean = false;
}
