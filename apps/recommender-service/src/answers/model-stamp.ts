import { Field } from '#common';
import type { ModelVersion } from '#common';

/** What every answer says of the model it comes from. */
export class ModelStampDto {
  @Field.integer(
    'Model version that gave the whole answer; 0: none is live yet, and songs are popular ones',
    {
      minimum: 0,
      example: 3,
    },
  )
  modelVersion: number;

  @Field.day('Last day of the events that the version learned from', {
    nullable: true,
    example: '2017-05-12',
  })
  dataTo: string | null;

  @Field.boolean('Whether the model was trained on generated sample logs', { example: false })
  synthetic: boolean;
}

export function stampOf({ version, dataTo, report }: ModelVersion): Pick<ModelStampDto, keyof ModelStampDto> {
  return { modelVersion: version, dataTo, synthetic: report['synthetic'] === true };
}
