import { ModelRegistry, SETTINGS } from '#common';
import { modelKindOf } from '#common/bands';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { LabelledSnapshots, MOST_EVALUATED } from '../dataset/labelled-snapshots.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { missingHistory } from '../dataset/required-days.js';
import { incompleteLabelDays, newestLabelledDay, windowsOf } from '../dataset/windows.js';
import { ChampionData } from '../registry/champion-data.js';
import { readArtefact } from '../registry/live-churn-model.js';
import { ShadowVersions } from '../registry/shadow-versions.js';
import { choicesOf } from '../training/training-choices.js';
import { predictInThread } from '../training/past-model.js';

/**
 * Compares the shadow version with the live one on everybody of the newest day whose label window has closed: both
 * predict from the features of that day as the logs are now, and nothing is kept but what came of it.
 */
@Injectable()
export class ShadowOutcomes {
  private readonly logger = new Logger('shadow');

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly shadows: ShadowVersions,
    private readonly registry: ModelRegistry,
    private readonly loaded: LoadedDaysRepository,
    private readonly dataset: LabelledSnapshots,
    private readonly champion: ChampionData,
    private readonly facts: FactsRepository,
  ) {}

  /**
   * Nothing is compared twice from the same archives, nor on days that a version learned from: what it says of them
   * is no forecast.
   */
  async compare(signal: AbortSignal): Promise<void> {
    const shadow = await this.shadows.current();
    const { days, wholeDays } = await this.loaded.coverage();
    const { firstDay, newestDay } = days;
    if (shadow === null || firstDay === null || newestDay === null) return;
    const version = await this.registry.get(modelKindOf(this.settings.CHURN_BAND_TARGET), shadow);
    const lengths = version.parameters as unknown as ChurnDefinition;
    const labelsTo = await this.facts.labelledThrough(newestDay, lengths.population);
    if (labelsTo === null) return;
    const snapshotDate = newestLabelledDay(lengths, { firstDay, newestDay: labelsTo }, wholeDays, 0);
    if (incompleteLabelDays(snapshotDate, lengths.labelDays, new Set(wholeDays)).length > 0) return;
    if (version.dataTo === null || version.dataTo > snapshotDate) return;
    if (missingHistory(snapshotDate, lengths, days) !== null) return;
    const windows = windowsOf(snapshotDate, lengths);
    const { featureDays, historyDays, labelDays } = lengths;
    const both = { featureDays, historyDays: historyDays + labelDays };
    const { mark: loads } = await this.loaded.archivesFor(windows.labelsTo, both);
    const [known] = await this.shadows.comparisons(1);
    if (known?.snapshotDate === snapshotDate && known.shadow === shadow && known.loads === loads) return;
    const artefact = await readArtefact(this.registry, version);
    if (typeof artefact === 'string') {
      this.logger.warn(`Shadow version ${shadow} cannot be compared: ${artefact}`);
      return;
    }
    const snapshot = await this.dataset.at(snapshotDate, artefact, { most: MOST_EVALUATED }, signal);
    const { values } = snapshot.table;
    const beside = await this.champion.compare(
      { ...snapshot, loadedDays: days, definition: artefact, windows },
      { trained: artefact, past: await predictInThread({ artefact, which: 'served', values }, signal) },
      { draws: choicesOf(this.settings), signal },
    );
    if (beside?.comparedOn !== 'later days' || beside.gain === null) return;
    const { version: live, users, gain } = beside;
    await this.shadows.keep({ snapshotDate, shadow, live, loads, users, gain });
  }
}
