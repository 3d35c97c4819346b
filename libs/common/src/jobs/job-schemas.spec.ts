import type { OpenAPIObject } from '@nestjs/swagger';
import { describeJobKinds, modelsOf } from './job-schemas.js';

class CopyInput {
  path: string;
}
class CopyResult {
  files: number;
}

const JOB = {
  type: 'object',
  required: ['kind', 'input', 'result'],
  properties: {
    kind: { type: 'string', description: 'Kind', example: 'x' },
    input: { type: 'object', description: 'Input', additionalProperties: true },
    result: { type: 'object', description: 'Result', nullable: true, additionalProperties: true },
  },
};
const KINDS = [{ kind: 'files.copy-all', input: CopyInput, result: CopyResult }, { kind: 'wipe' }];

function documentWithJobs(): OpenAPIObject {
  return {
    openapi: '3.0.0',
    info: { title: '', version: '' },
    paths: {},
    components: { schemas: { JobDto: JOB } },
  };
}

it('makes a job one of its kinds, told apart by the kind', () => {
  const document = documentWithJobs();
  describeJobKinds(document, KINDS);
  const { JobDto, FilesCopyAllJob, WipeJob } = document.components!.schemas!;
  expect(JobDto).toEqual({
    oneOf: [{ $ref: '#/components/schemas/FilesCopyAllJob' }, { $ref: '#/components/schemas/WipeJob' }],
    discriminator: {
      propertyName: 'kind',
      mapping: {
        'files.copy-all': '#/components/schemas/FilesCopyAllJob',
        wipe: '#/components/schemas/WipeJob',
      },
    },
  });
  expect(FilesCopyAllJob).toMatchObject({
    required: ['kind', 'input', 'result'],
    properties: {
      kind: { enum: ['files.copy-all'] },
      input: { allOf: [{ $ref: '#/components/schemas/CopyInput' }] },
      result: { type: 'object', nullable: true, allOf: [{ $ref: '#/components/schemas/CopyResult' }] },
    },
  });
  expect(WipeJob).toMatchObject({ properties: { kind: { enum: ['wipe'] }, input: JOB.properties.input } });
});

it('leaves the document of a service without jobs as it is', () => {
  const document = documentWithJobs();
  describeJobKinds(document, []);
  expect(document).toEqual(documentWithJobs());
});

it('names the classes whose schemas the document needs', () => {
  expect(modelsOf(KINDS)).toEqual([CopyInput, CopyResult]);
});
