import { ApiProperty } from '@nestjs/swagger';
import type { ModelVersion } from '#common';

/** What every answer says of the model it comes from. */
export class ModelStampDto {
  @ApiProperty({ description: 'Model version that gave the whole answer', example: 3 })
  modelVersion: number;

  @ApiProperty({
    description: 'Last day of the events that the version learned from',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  dataTo: string | null;

  @ApiProperty({ description: 'Whether the model was trained on generated sample logs', example: false })
  synthetic: boolean;
}

export function stampOf({ version, dataTo, report }: ModelVersion): Pick<ModelStampDto, keyof ModelStampDto> {
  return { modelVersion: version, dataTo, synthetic: report['synthetic'] === true };
}
