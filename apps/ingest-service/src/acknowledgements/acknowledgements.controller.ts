import { Compressed, Database, DomainError, ProblemDto } from '#common';
import { Body, Controller, Delete, Get, Param, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Repository } from 'typeorm';
import { Acknowledgement } from './acknowledgement.entity.js';
import {
  AcknowledgementBody,
  AcknowledgementDto,
  AcknowledgementParams,
  AcknowledgementsDto,
} from './acknowledgements.dto.js';

const MOST = 5_000;

/** Notes on findings that need no attention: holes that stay, alerts that are known. Nothing else reads them. */
@ApiBearerAuth('key')
@Controller()
export class AcknowledgementsController {
  constructor(private readonly database: Database) {}

  @Get('acknowledgements')
  @Compressed()
  @ApiTags('ingest')
  @ApiOperation({ summary: 'Findings that somebody knows of, each with a note' })
  @ApiOkResponse({ type: AcknowledgementsDto })
  async listAcknowledgements(): Promise<AcknowledgementsDto> {
    const found = await this.repository.find({ order: { at: 'DESC', subject: 'ASC' }, take: MOST });
    return { acknowledgements: found.map(toDto) };
  }

  @Put('admin/acknowledgements/:subject')
  @ApiTags('admin')
  @ApiOperation({
    summary: 'Note that a finding is known',
    description:
      'The console shows it as known from then on. Coverage, alerts and what is computed stay the same. Once more replaces the note.',
  })
  @ApiOkResponse({ type: AcknowledgementDto })
  async setAcknowledgement(
    @Param() { subject }: AcknowledgementParams,
    @Body() { note }: AcknowledgementBody,
    @Req() { credential }: FastifyRequest,
  ): Promise<AcknowledgementDto> {
    const noted = { subject, note, by: credential?.name ?? '', at: new Date() };
    await this.repository.upsert(noted, ['subject']);
    return toDto(noted);
  }

  @Delete('admin/acknowledgements/:subject')
  @ApiTags('admin')
  @ApiOperation({ summary: 'Take an acknowledgement back' })
  @ApiOkResponse({ type: AcknowledgementDto, description: 'As it was' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`acknowledgement_unknown`' })
  async deleteAcknowledgement(@Param() { subject }: AcknowledgementParams): Promise<AcknowledgementDto> {
    const noted = await this.repository.findOneBy({ subject });
    if (noted === null)
      throw new DomainError('not_found', 'acknowledgement_unknown', `Nothing is noted of ${subject}.`);
    await this.repository.delete({ subject });
    return toDto(noted);
  }

  private get repository(): Repository<Acknowledgement> {
    return this.database.dataSource.getRepository(Acknowledgement);
  }
}

function toDto({ subject, note, by, at }: Acknowledgement): AcknowledgementDto {
  return { subject, note, by, at: at.toISOString() };
}
