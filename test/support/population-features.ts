import type { Database } from '#common';
import { EVERYBODY } from '../../apps/churn-service/src/dataset/churn-definition.js';
import type { FeatureCatalogue } from '../../apps/churn-service/src/dataset/feature-catalogue.js';
import type { FeatureTable } from '../../apps/churn-service/src/dataset/feature-table.js';
import { FactsRepository } from '../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../apps/churn-service/src/dataset/features.repository.js';
import type { PopulationDto } from '../../apps/churn-service/src/dataset/windows.dto.js';
import type { SeenDays } from '../../apps/churn-service/src/dataset/windows.js';

/** Features of the whole population at a snapshot date with all days complete, users ascending. */
export async function populationFeatures(
  database: Database,
  catalogue: FeatureCatalogue,
  { snapshotDate, incomplete = [] }: Pick<SeenDays, 'snapshotDate'> & Partial<SeenDays>,
  population: PopulationDto = EVERYBODY,
): Promise<FeatureTable> {
  const features = new FeaturesRepository(database, new FactsRepository(database));
  return await database.transaction((transaction) =>
    features.readPopulation(transaction, catalogue, { snapshotDate, incomplete }, population),
  );
}
