import { JobAccepted, JobDto, ProblemDto } from '#common';
import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ErasureBody } from './erasure.dto.js';
import { ErasureService } from './erasure.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/users')
export class ErasureController {
  constructor(private readonly erasure: ErasureService) {}

  @Post('erase')
  @JobAccepted()
  @ApiOperation({
    summary: 'Erase users for ever',
    description:
      'From this answer on both services treat them as strangers. The job then removes every row, score, list and vector of them from all ' +
      'tables and from every stored version of the models. Their later events, in archives or posted, are left out and counted as ' +
      '`user_erased`; they are recognised by a keyed hash, no id is kept. Asking again for the same users does no harm, and goes on with what ' +
      'a job that died has left.',
  })
  @ApiConflictResponse({ type: ProblemDto, description: '`anonymous_pool`: user 0 is nobody' })
  eraseUsers(@Body() { userIds }: ErasureBody, @Req() { credential }: FastifyRequest): Promise<JobDto> {
    return this.erasure.start(userIds, credential?.name ?? 'unknown');
  }
}
