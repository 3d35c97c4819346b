import { Field } from '#common';
import { MAPPING_NAME } from '../mapping/mapping-schema.js';

export const MAPPING_EXAMPLE =
  'name: our-plays\nrecords: lines\nuser: listener\nsong: track.id\ntime: started_at\nseconds: played';

export class MappingBody {
  @Field.text('The mapping file: YAML, see docs/own-logs.md', {
    minLength: 1,
    maxLength: 65_536,
    example: MAPPING_EXAMPLE,
  })
  text: string;
}

export class MappingDto {
  @Field.text('Name by which loads and uploads name it', {
    pattern: { regex: MAPPING_NAME, meaning: 'small letters, digits and hyphens, at most 40' },
    example: 'our-plays',
  })
  name: string;

  @Field.text('The mapping file', { example: MAPPING_EXAMPLE })
  text: string;
}

export class MappingsDto {
  @Field.objects(() => MappingDto, 'By name')
  mappings: MappingDto[];
}
