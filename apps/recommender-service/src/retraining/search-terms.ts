import { haveSameWeights, SEARCHED_WEIGHTS } from '../engines/training-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { ReadAskedPairs } from './asked-pairs.js';
import type { SearchVerdict, TermDto } from './parameter-searches.dto.js';
import type { SearchBudget } from './search-budget.js';
import type { PresentModel, SearchProblem } from './search-problem.js';
import type { Term } from './terms.js';
import { bestOf, verdictOn } from './tried-attempts.js';
import type { Tried, TriedTwice } from './tried-attempts.js';

/** Parameters with their model at a cut, and what it finds. */
export interface TriedModel extends Tried {
  model: Pick<PresentModel, 'fit' | 'weights'>;
  problem: SearchProblem;
}

export interface TermSearch {
  terms: readonly Term[];
  /** Pairs as other weights have them. */
  read: ReadAskedPairs;
  /** What one such table took to be read, and a model to be fitted. */
  readSeconds: number;
  fitSeconds: number;
  /** The days before the validation days with another cut; null: no day could be held out of them. */
  earlier: SearchProblem | null;
  budget: SearchBudget;
  leastUsers: number;
  seed: number;
}

export interface FoundTerms {
  best: Tried;
  attempts: Tried[];
  terms: TermDto[];
}

/**
 * Tries terms one after the other, each on the best so far. A change is kept where it finds more for sure on the
 * validation days, as {@link verdictOn} has it, and not less at the earlier cut where there is time for that.
 */
export async function searchTerms(start: TriedModel, search: TermSearch): Promise<FoundTerms> {
  const trials = new TermTrials(start, search);
  for (const term of search.terms) await trials.try(term);
  return trials.found();
}

class TermTrials {
  private readonly attempts: Tried[] = [];
  private readonly reports: TermDto[] = [];
  /** The best so far at the earlier cut; null: not fitted there. */
  private earlier: TriedModel | null = null;
  private earlierProblem: SearchProblem | null;

  constructor(
    private best: TriedModel,
    private readonly search: TermSearch,
  ) {
    this.earlierProblem = search.earlier;
  }

  found(): FoundTerms {
    return { best: this.best, attempts: this.attempts, terms: this.reports };
  }

  async try({ name, ladders, reason }: Term): Promise<void> {
    if (reason !== null) {
      this.leave(name, reason);
      return;
    }
    const tried: TriedModel[] = [];
    for (const ladder of ladders) {
      let before = this.best;
      for (const change of ladder) {
        const next = await this.at({ ...this.best.parameters, ...change }, this.best);
        if (next === null) break;
        tried.push(next);
        if (bestOf([before, next]) === before) break;
        before = next;
      }
    }
    this.attempts.push(...tried);
    if (tried.length === 0) {
      this.leave(name, 'There was no time to try it, or its pairs could not be read.');
      return;
    }
    const { choice, verdict } = this.surest(tried);
    const { isBetter, reason: why, ahead } = await this.atBothCuts(choice, verdict);
    if (isBetter) this.best = choice;
    this.reports.push({ name, tried: tried.length, isChosen: isBetter, ahead, reason: why });
  }

  private leave(name: Term['name'], reason: string): void {
    this.reports.push({ name, tried: 0, isChosen: false, ahead: null, reason });
  }

  /** A model like another one but for a change; null where there is no time for it, or no such pairs. */
  private async at(
    parameters: SearchedParameters,
    { parameters: before, model, problem }: TriedModel,
    isEarlier = false,
  ): Promise<TriedModel | null> {
    const { budget, read, readSeconds, fitSeconds } = this.search;
    const left = budget.secondsLeft(1);
    if (haveSameWeights(parameters, before)) {
      return left <= 0 ? null : { parameters, model, problem, ...problem.scoreWhole(model, parameters) };
    }
    if (left < readSeconds + fitSeconds) return null;
    const weights = Object.fromEntries(SEARCHED_WEIGHTS.map((name) => [name, parameters[name]]));
    const table = await read({ weights, isEarlier });
    const other = table && problem.weighed(table);
    return other && (await this.fitted(parameters, other));
  }

  private async fitted(parameters: SearchedParameters, problem: SearchProblem): Promise<TriedModel | null> {
    const model = await problem.evaluate(parameters, this.search.budget.secondsLeft(1));
    return model && { parameters, model, problem, ...model.score };
  }

  /** The one with the highest lower end of its gain: more may be gained on average by one that is less sure. */
  private surest(tried: readonly TriedModel[]): { choice: TriedModel; verdict: SearchVerdict } {
    const judged = tried.map((choice) => ({ choice, verdict: this.verdict(choice, this.best) }));
    const low = ({ verdict: { ahead } }: (typeof judged)[number]): number => ahead?.low ?? -Infinity;
    return judged.reduce((best, other) => (low(other) > low(best) ? other : best));
  }

  private verdict(...[choice, than]: [TriedTwice | Tried, TriedTwice | Tried]): SearchVerdict {
    return verdictOn(choice, than, this.search.leastUsers, this.search.seed, 'without it');
  }

  private async atBothCuts(choice: TriedModel, here: SearchVerdict): Promise<SearchVerdict> {
    const { budget, fitSeconds } = this.search;
    if (!here.isBetter || this.earlierProblem === null) return here;
    if (this.earlier === null && budget.secondsLeft(1) > fitSeconds)
      this.earlier = await this.fitted(this.best.parameters, this.earlierProblem);
    const before = this.earlier;
    const other = before && (await this.at(choice.parameters, before, true));
    if (before === null || other === null) {
      // What follows is not compared there: the models of the choice are not known there.
      this.earlierProblem = null;
      return here;
    }
    const verdict = this.verdict({ ...choice, earlier: other }, { ...this.best, earlier: before });
    if (verdict.isBetter) this.earlier = other;
    return verdict;
  }
}
