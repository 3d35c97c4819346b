import { Answers, CallerGone, COST, Costs, JobAccepted, JobDto, Refuses, UserIdParams } from '#common';
import { Body, Controller, Get, HttpCode, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UsersBody } from '../exclusions/exclusion.dto.js';
import { ReadmissionDto } from './erasure.dto.js';
import { ErasureService } from './erasure.service.js';
import { UserExport } from './user-export.service.js';

@Controller('admin/users')
export class PrivacyController {
  constructor(
    private readonly erasure: ErasureService,
    private readonly users: UserExport,
  ) {}

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
  @Refuses({ 409: '`anonymous_pool`: user 0 is nobody' })
  eraseUsers(@Body() { userIds }: UsersBody, @Req() { credential }: FastifyRequest): Promise<JobDto> {
    return this.erasure.start(userIds, credential?.name ?? 'unknown');
  }

  @Post('readmit')
  @HttpCode(200)
  @Answers(ReadmissionDto, 'Treat erased or excluded users as any others again', {
    details:
      'For an erasure by mistake. What was erased does not come back, but events that are posted and archives that are loaded from now on count ' +
      'again. Suppressions of contacts from before or since the erasure hold again. Who was excluded by hand is handed back to the rules, as by `POST /admin/users/include`. Lines that an archive has lost meanwhile ' +
      'come when it is deleted and loaded again. Asking again does no harm.',
  })
  @Refuses({
    409: '`anonymous_pool`: user 0 is nobody; `user_being_erased`: an erasure has not ended, nothing was changed',
  })
  readmitUsers(@Body() { userIds }: UsersBody): Promise<ReadmissionDto> {
    return this.erasure.readmit(userIds);
  }

  @Get(':userId/export')
  @Costs(COST.export)
  @ApiOperation({
    summary: 'Everything that is kept of one user',
    description:
      'The rows of all tables of all services that hold the user, streamed: a line of JSON a row, `{"table": ..., "row": {...}}`, table after table, with ' +
      'all churn scores there ever were. The last line, `{"rows": {...}}`, counts them by table; an answer without it was cut off. A user of whom ' +
      'nothing is kept has that line alone.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'Lines of JSON (NDJSON)',
  })
  async exportUser(
    @Param() { userId }: UserIdParams,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.users.stream(userId, gone), {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="user-${BigInt(userId)}.ndjson"`,
    });
  }
}
