import { Compressed, ModelRegistry, ModelVersionParams, ProblemDto, Revalidated } from '#common';
import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { CHURN_MODEL } from '../../model/churn-artefact.js';
import { reportPage } from './report-page.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/models/:version/report')
export class ReportController {
  constructor(private readonly registry: ModelRegistry) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Compressed()
  @Revalidated()
  @ApiOperation({ summary: 'The report of a version as a page with plots' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page without scripts', schema: { type: 'string' } })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async getChurnModelReport(@Param() { version }: ModelVersionParams): Promise<string> {
    return reportPage(await this.registry.get(CHURN_MODEL, version));
  }
}
