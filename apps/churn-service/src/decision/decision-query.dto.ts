import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsNumber, IsOptional, Max, Min } from 'class-validator';

/** An empty parameter is a missing one, not zero. */
const AsNumber = () => Transform(({ value }) => (value === '' ? undefined : Number(value)));
const LARGEST_AMOUNT = 1e9;

export class DecisionQuery {
  @ApiProperty({
    description: 'What one contact costs, in any currency',
    minimum: 0,
    maximum: LARGEST_AMOUNT,
    example: 1,
  })
  @AsNumber()
  @IsNumber({}, { message: 'contactCost must be given, as a number such as 1' })
  @Min(0)
  @Max(LARGEST_AMOUNT)
  contactCost: number;

  @ApiProperty({
    description: 'What a user is worth who would have churned and stays, in the same currency',
    minimum: 0,
    maximum: LARGEST_AMOUNT,
    example: 10,
  })
  @AsNumber()
  @IsNumber({}, { message: 'savedValue must be given, as a number such as 10' })
  @Min(0)
  @Max(LARGEST_AMOUNT)
  savedValue: number;

  @ApiProperty({
    description: 'Share of contacted churners who stay because of the contact',
    minimum: 0,
    maximum: 1,
    example: 0.2,
  })
  @AsNumber()
  @IsNumber({}, { message: 'successRate must be given, as a number from 0 to 1 such as 0.2' })
  @Min(0)
  @Max(1)
  successRate: number;

  @ApiPropertyOptional({
    description: 'Most to spend on contacts; no limit when left out',
    minimum: 0,
    maximum: LARGEST_AMOUNT,
    example: 5000,
  })
  @IsOptional()
  @AsNumber()
  @IsNumber({}, { message: 'budget must be a number' })
  @Min(0)
  @Max(LARGEST_AMOUNT)
  budget?: number;
}
