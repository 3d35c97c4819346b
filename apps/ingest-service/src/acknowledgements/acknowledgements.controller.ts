import { Answers, Compressed, Refuses } from '#common';
import { Body, Controller, Delete, Get, Module, Param, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  AcknowledgementBody,
  AcknowledgementDto,
  AcknowledgementParams,
  AcknowledgementsDto,
} from './acknowledgements.dto.js';
import { ACKNOWLEDGEMENT_TABLE, AcknowledgementsService } from './acknowledgements.service.js';

@Controller()
class AcknowledgementsController {
  constructor(private readonly acknowledgements: AcknowledgementsService) {}

  @Get('acknowledgements')
  @Compressed()
  @Answers(AcknowledgementsDto, 'Findings that somebody knows of, each with a note')
  async listAcknowledgements(): Promise<AcknowledgementsDto> {
    return { acknowledgements: await this.acknowledgements.list() };
  }

  @Put('admin/acknowledgements/:subject')
  @Answers(AcknowledgementDto, 'Note that a finding is known', {
    details:
      'The console shows it as known from then on. Four change what is computed: scores are not doubtful for a hole ' +
      '(`hole.<day>.<kind>`) or for the volume of events (`alert.event_volume.<first day>`), a day without business is complete and empty ' +
      '(`closed.<day>`), and nothing is expected any more of a kind that is delivered no more (`ended.<kind>`). Once more ' +
      'replaces the note.',
  })
  setAcknowledgement(
    @Param() { subject }: AcknowledgementParams,
    @Body() { note }: AcknowledgementBody,
    @Req() { credential }: FastifyRequest,
  ): Promise<AcknowledgementDto> {
    return this.acknowledgements.set(subject, note, credential?.name ?? '');
  }

  @Delete('admin/acknowledgements/:subject')
  @Answers(AcknowledgementDto, 'Take an acknowledgement back', { answer: 'As it was' })
  @Refuses({ 404: '`acknowledgement_unknown`' })
  deleteAcknowledgement(@Param() { subject }: AcknowledgementParams): Promise<AcknowledgementDto> {
    return this.acknowledgements.delete(subject);
  }
}

/** What is known to be wrong, and may stay so. */
@Module({
  imports: [ACKNOWLEDGEMENT_TABLE],
  controllers: [AcknowledgementsController],
  providers: [AcknowledgementsService],
})
export class AcknowledgementsModule {}
