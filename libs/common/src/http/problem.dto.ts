import { ApiProperty } from '@nestjs/swagger';

/** The shape of every error answer, for Swagger. */
export class ProblemDto {
  @ApiProperty({
    description: 'Always about:blank: the code says which problem it is',
    example: 'about:blank',
  })
  type: string;

  @ApiProperty({ description: 'Short name of the status', example: 'Not found' })
  title: string;

  @ApiProperty({ description: 'HTTP status code', example: 404 })
  status: number;

  @ApiProperty({
    description: 'What is wrong and what to do',
    example: 'No event of user 42 has been loaded.',
  })
  detail: string;

  @ApiProperty({ description: 'Stable machine-readable code', example: 'user_unknown' })
  code: string;

  @ApiProperty({ description: 'Path that was asked for', example: '/churn/42' })
  instance: string;

  @ApiProperty({
    description: 'Quote it when you report the problem; it is in the log too',
    example: 'req-1f',
  })
  requestId: string;
}
