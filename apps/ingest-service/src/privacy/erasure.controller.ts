import { JobAccepted, JobDto, ProblemDto } from '#common';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UsersBody } from '../exclusions/exclusion.dto.js';
import { ReadmissionDto } from './erasure.dto.js';
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
      'tables and from every stored version of the models. Their later events, in archives or posted, are dropped and counted as ' +
      '`user_erased`; they are recognised by a keyed hash, no id is kept. Asking again for the same users does no harm, and goes on with what ' +
      'a job that died has left.',
  })
  @ApiConflictResponse({ type: ProblemDto, description: '`anonymous_pool`: user 0 is nobody' })
  eraseUsers(@Body() { userIds }: UsersBody, @Req() { credential }: FastifyRequest): Promise<JobDto> {
    return this.erasure.start(userIds, credential?.name ?? 'unknown');
  }

  @Post('readmit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Treat erased or suppressed users as any others again',
    description:
      'For an erasure by mistake. What was erased does not come back, but events that are posted and archives that are loaded from now on count ' +
      'again. Who was excluded by hand is handed back to the rules, as by `POST /admin/users/unsuppress`. Lines that an archive has lost meanwhile ' +
      'come when it is deleted and loaded again. Asking again does no harm.',
  })
  @ApiOkResponse({ type: ReadmissionDto })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`anonymous_pool`: user 0 is nobody; `user_being_erased`: an erasure has not ended, nothing was changed',
  })
  readmitUsers(@Body() { userIds }: UsersBody): Promise<ReadmissionDto> {
    return this.erasure.readmit(userIds);
  }
}
