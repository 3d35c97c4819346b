import { Module } from '@nestjs/common';
import { FeaturesRepository } from './features.repository.js';
import { LabelledSnapshots } from './labelled-snapshots.js';
import { LabelsRepository } from './labels.repository.js';
import { ModelTableController } from './model-table.controller.js';
import { ModelTableExport } from './model-table.service.js';
import { SnapshotReader } from './snapshot-reader.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** What users did up to a snapshot date, and whether they came back afterwards. */
@Module({
  controllers: [ModelTableController],
  providers: [
    SnapshotsRepository,
    FeaturesRepository,
    LabelsRepository,
    SnapshotReader,
    LabelledSnapshots,
    ModelTableExport,
  ],
  exports: [SnapshotsRepository, FeaturesRepository, LabelledSnapshots],
})
export class DatasetModule {}
