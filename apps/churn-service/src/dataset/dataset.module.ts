import { Module } from '@nestjs/common';
import { FactsRepository } from './facts.repository.js';
import { FeaturesRepository } from './features.repository.js';
import { LabelledSnapshots } from './labelled-snapshots.js';
import { LabelsRepository } from './labels.repository.js';
import { FeaturesExportController } from './features-export.controller.js';
import { FeaturesExport } from './features-export.service.js';
import { SnapshotReader } from './snapshot-reader.js';
import { LoadedDaysRepository } from './loaded-days.repository.js';

/** What users did up to a snapshot date, and whether they came back afterwards. */
@Module({
  controllers: [FeaturesExportController],
  providers: [
    LoadedDaysRepository,
    FactsRepository,
    FeaturesRepository,
    LabelsRepository,
    SnapshotReader,
    LabelledSnapshots,
    FeaturesExport,
  ],
  exports: [FactsRepository, LoadedDaysRepository, FeaturesRepository, LabelledSnapshots],
})
export class DatasetModule {}
