import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, registerDecorator } from 'class-validator';
import { isLogDay } from '../archives/archive-name.js';

/** A day of the calendar from 2000 on, written YYYY-MM-DD. */
function IsDay(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isDay',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isLogDay(value),
        defaultMessage: () => '$property must be a day such as 2017-05-12',
      },
    });
  };
}

export class ExportQueryDto {
  @ApiPropertyOptional({ description: 'First day', example: '2017-04-01' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ description: 'Last day', example: '2017-04-28' })
  @IsOptional()
  @IsDay()
  to?: string;

  @ApiPropertyOptional({
    description: 'Only what was known at the end of this day: no event behind it',
    example: '2017-04-28',
  })
  @IsOptional()
  @IsDay()
  snapshotDate?: string;
}
