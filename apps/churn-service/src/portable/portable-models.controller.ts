import { COST, Costs, Database, Field, ModelRegistry, ModelVersionParams, Refuses } from '#common';
import { Controller, Get, Module, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { decodeArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { TargetQuery } from '../registry/churn-model.dto.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { LiveChurnModels } from '../registry/live-churn-model.js';
import type { Target } from '#common/bands';
import { modelCard, SELECT_PROMOTIONS } from './model-card.js';
import type { Promotion } from './model-card.js';
import { onnxOfModel } from './onnx-model.js';
import { DIALECTS, sqlOfModel } from './sql-model.js';
import type { Dialect } from './sql-model.js';

class SqlQuery extends TargetQuery {
  @Field.enum('Database that evaluates it', DIALECTS, { example: 'postgresql' })
  dialect: Dialect;
}

const UNUSABLE = {
  404: '`model_version_unknown`',
  409: '`model_retired`: only its report is kept; `model_damaged`, `model_outdated`: this program cannot read it',
};
const FILE = { schema: { type: 'string', format: 'binary' } } as const;

/** A version for other programs. */
@Controller('admin/churn/models/:version')
class PortableModelsController {
  constructor(
    private readonly live: LiveChurnModels,
    private readonly registry: ModelRegistry,
    private readonly database: Database,
  ) {}

  @Get('model.onnx')
  @Costs(COST.batch)
  @ApiOperation({
    summary: 'A version as an ONNX file, from features to the served probability',
    description:
      'Input `features`: float [users, features] in the order of `GET /churn/features`, which the metadata names, NaN for ' +
      'null. Output `probability`: double [users, 1], within 0.000001 of the served one.',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ ...FILE, description: 'ONNX: operator sets ai.onnx 15 and ai.onnx.ml 3' })
  @Refuses(UNUSABLE)
  async exportChurnOnnx(
    @Param() { version }: ModelVersionParams,
    @Query() { target }: TargetQuery,
  ): Promise<StreamableFile> {
    const disposition = `attachment; filename="${this.live.of(target).kind}-${version}.onnx"`;
    return new StreamableFile(onnxOfModel(await this.model(version, target), version), { disposition });
  }

  @Get('model.sql')
  @Costs(COST.batch)
  @ApiOperation({
    summary: 'A version as one scalar expression of SQL, from features to the served probability',
    description:
      'Reads columns that are named as the features of `GET /churn/features`, NULL for null, as published snapshots have ' +
      'them: `SELECT user_id, <expression> FROM scores`. Within 0.000001 of the served probability.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ ...FILE, description: 'A subquery in parentheses' })
  @Refuses(UNUSABLE)
  async exportChurnSql(
    @Param() { version }: ModelVersionParams,
    @Query() { dialect, target }: SqlQuery,
  ): Promise<StreamableFile> {
    const type = 'text/plain; charset=utf-8';
    return new StreamableFile(Buffer.from(sqlOfModel(await this.model(version, target), dialect)), { type });
  }

  @Get('card.md')
  @ApiOperation({ summary: 'The model card of a version: what to know before it is relied on' })
  @ApiProduces('text/markdown')
  @ApiOkResponse({ ...FILE, description: 'Data, population, measures, slices, limits, and who promoted it' })
  @Refuses({ 404: '`model_version_unknown`' })
  async getChurnModelCard(
    @Param() { version }: ModelVersionParams,
    @Query() { target }: TargetQuery,
  ): Promise<StreamableFile> {
    const found = await this.registry.get(this.live.of(target).kind, version);
    const promotions = await this.database.query<Promotion>(SELECT_PROMOTIONS, [found.id]);
    const type = 'text/markdown; charset=utf-8';
    return new StreamableFile(Buffer.from(modelCard(found, promotions)), { type });
  }

  private async model(version: number, target: Target | undefined): Promise<ChurnModel> {
    return await this.registry.usable(
      this.live.of(target).kind,
      version,
      (artefact) => new ChurnModel(decodeArtefact(artefact)),
    );
  }
}

@Module({ imports: [ChurnRegistryModule], controllers: [PortableModelsController] })
export class PortableModelsModule {}
