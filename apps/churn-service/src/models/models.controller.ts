import { ModelRegistry } from '#common';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CHURN_MODEL } from './churn-artefact.js';
import { ChurnModelsDto } from './churn-model.dto.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/models')
export class ModelsController {
  constructor(private readonly registry: ModelRegistry) {}

  @Get()
  @ApiOperation({ summary: 'All versions of the churn model with their reports' })
  @ApiOkResponse({ type: ChurnModelsDto, description: 'Versions, newest first' })
  async list(): Promise<ChurnModelsDto> {
    const versions = await this.registry.list(CHURN_MODEL);
    return {
      models: versions.map((version) => ({
        version: version.version,
        state: version.state,
        snapshotDate: version.snapshotDate,
        dataFrom: version.dataFrom,
        dataTo: version.dataTo,
        seed: version.seed,
        parameters: version.parameters,
        report: version.report,
        gate: version.gate,
        catalogueHash: version.catalogueHash,
        codeVersion: version.codeVersion,
        createdAt: version.createdAt,
      })),
    };
  }
}
