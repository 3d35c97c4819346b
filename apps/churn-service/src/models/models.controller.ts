import { ModelRegistry, ProblemDto } from '#common';
import type { ModelVersion } from '#common';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CHURN_MODEL } from './churn-artefact.js';
import { ChurnModelDto, ChurnModelsDto, ModelVersionParams } from './churn-model.dto.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/models')
export class ModelsController {
  constructor(private readonly registry: ModelRegistry) {}

  @Get()
  @ApiOperation({ summary: 'All versions of the churn model with their reports, but for the curves' })
  @ApiOkResponse({ type: ChurnModelsDto, description: 'Versions, newest first' })
  async list(): Promise<ChurnModelsDto> {
    const versions = await this.registry.list(CHURN_MODEL);
    return { models: versions.map((version) => describeModel(withoutCurves(version))) };
  }

  @Get(':version')
  @ApiOperation({ summary: 'One version of the churn model with its report' })
  @ApiOkResponse({ type: ChurnModelDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async get(@Param() { version }: ModelVersionParams): Promise<ChurnModelDto> {
    return describeModel(await this.registry.get(CHURN_MODEL, version));
  }
}

/** Curves are the larger part of a report, and nobody draws those of two hundred versions. */
function withoutCurves(version: ModelVersion): ModelVersion {
  const report = Object.entries(version.report).filter(([name]) => name !== 'curves');
  return { ...version, report: Object.fromEntries(report) };
}

/** A version without what only the registry needs. */
export function describeModel(version: ModelVersion): ChurnModelDto {
  return {
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
  };
}
