import { daysBetween } from '#common/calendar';
import { ModelRegistry } from '#common';
import { modelKindOf } from '#common/bands';
import { Injectable } from '@nestjs/common';
import type { ChampionDto } from '../measures/champion.dto.js';
import { questionOf, targetOf } from '../dataset/churn-definition.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { LabelledSnapshots } from '../dataset/labelled-snapshots.js';
import type { NewestSnapshot } from '../dataset/labelled-snapshots.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import { missingHistory } from '../dataset/required-days.js';
import type { Draws } from '../measures/prediction-measures.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { readArtefact } from './live-churn-model.js';
import { compareWithChampion, NOT_COMPARED } from '../training/compare-with-champion.js';
import type { Challenger } from '../training/compare-with-champion.js';

const ANOTHER_QUESTION =
  'it learned another label window, population or kind of activity; to follow the settings, promote this version by hand ' +
  '({"accept": "why"})';

/** A snapshot by the features of one version, and the days that features of another can look at. */
type ComparedSnapshot = LabelledSnapshot & Pick<NewestSnapshot, 'loadedDays' | 'definition' | 'windows'>;

const NOT_LOADED = 'days that its features look back on are not loaded any more';

/** Reads the live version and the newest snapshot by its features; compares with it what a training made. */
@Injectable()
export class ChampionData {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly dataset: LabelledSnapshots,
    private readonly facts: FactsRepository,
  ) {}

  /** Null when no version is live. @param newest the snapshot that the training ended with */
  async compare(
    newest: ComparedSnapshot,
    challenger: Challenger,
    { draws, signal }: { readonly draws: Draws; readonly signal: AbortSignal },
  ): Promise<ChampionDto | null> {
    const live = await this.registry.live(modelKindOf(targetOf(newest.definition)));
    if (live === null) return null;
    const { version } = live;
    const of = {
      version,
      ageDays: daysBetween(live.snapshotDate ?? newest.snapshotDate, newest.snapshotDate),
    };
    const artefact = await readArtefact(this.registry, live);
    if (typeof artefact === 'string')
      return unusable(of, `it cannot be used any more: ${artefact.replace(/\.$/, '')}`);
    const problem = await this.facts.problemOf(artefact.facts, artefact.population);
    if (problem !== null) return unusable(of, `it cannot be used any more: ${problem.replace(/\.$/, '')}`);
    if (questionOf(artefact) !== questionOf(newest.definition))
      return { ...of, ...NOT_COMPARED, usable: true, notComparedBecause: ANOTHER_QUESTION };
    const lacks = (day: string) => missingHistory(day, artefact, newest.loadedDays) !== null;
    if (lacks(newest.windows.labelsTo)) return unusable(of, NOT_LOADED);
    if (lacks(newest.snapshotDate))
      return { ...of, ...NOT_COMPARED, usable: true, notComparedBecause: NOT_LOADED };
    const table = await this.tableFor(artefact, newest, signal);
    const compared = await compareWithChampion(newest, challenger, { artefact, table }, { draws, signal });
    return { ...of, usable: true, ...compared };
  }

  /** The same snapshot by the features of another version. */
  private async tableFor(artefact: ChurnArtefact, newest: ComparedSnapshot, signal: AbortSignal) {
    if (featureCatalogue(artefact).hash === featureCatalogue(newest.definition).hash) return newest.table;
    return (await this.dataset.at(newest.snapshotDate, artefact, newest, signal)).table;
  }
}

function unusable(of: Pick<ChampionDto, 'version' | 'ageDays'>, notComparedBecause: string): ChampionDto {
  return { ...of, ...NOT_COMPARED, usable: false, notComparedBecause };
}
