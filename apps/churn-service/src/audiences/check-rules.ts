import { nearestHint } from '#common';
import { boundsProblem, conditionProblems } from '#common/conditions';
import type { Bounds } from '#common/conditions';
import type { DeclaredFact } from '#common/facts';
import { factTypes } from '../dataset/fact-conditions.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { AudienceCondition, AudienceRulesBody } from './audience-rules.dto.js';

/**
 * What the fields of {@link AudienceRulesBody} do not say by themselves.
 * @returns problems, each the rest of a sentence that begins with the path of a member
 */
export function problemsOf({ conditions, stayWhile }: AudienceRulesBody): string[] {
  const problems = conditions.flatMap((condition, place) =>
    problemsOfCondition(condition).map((problem) => `conditions[${place}] ${problem}`),
  );
  const count = (kind: keyof AudienceCondition): number =>
    conditions.filter((condition) => condition[kind] !== undefined).length;
  if (count('users') > 1) problems.push('conditions must name users at most once');
  if (stayWhile !== undefined && count('probability') + count('band') === 0)
    problems.push('stayWhile needs a condition of the probability or the band');
  return problems;
}

function problemsOfCondition(condition: AudienceCondition): string[] {
  if (Object.keys(condition).length !== 1) return ['must have exactly one member'];
  const { probability, cohort, tenure, quantity, value } = condition;
  const bounds: (Bounds & { atLeast?: number }) | undefined =
    probability ?? cohort ?? tenure ?? quantity ?? value;
  if (bounds === undefined) return [];
  const { atLeast, from = atLeast, to, below } = bounds;
  const problem = boundsProblem({ from, to, below });
  return problem === null ? [] : [problem];
}

/** The feature that a condition of the device reads. */
export const DEVICE = 'device';

/** Features that conditions read, by name, but for those of the uplift. */
export function featuresOf(conditions: readonly AudienceCondition[]): string[] {
  const names = conditions.flatMap(({ device, quantity }) => [
    ...(device === undefined ? [] : [DEVICE]),
    ...(quantity === undefined ? [] : [quantity.feature]),
  ]);
  return [...new Set(names)];
}

/** What is wrong with names that the live version does not have. */
export function featureProblems(names: readonly string[], catalogue: FeatureCatalogue): string[] {
  const known = catalogue.features.map(({ name }) => name);
  return unknownFeatures(names, catalogue).map(
    (name) => `${name} is no feature of the live version${nearestHint(known, name)}`,
  );
}

/** What is wrong with conditions of facts. */
export function factProblems(
  conditions: readonly AudienceCondition[],
  declared: readonly DeclaredFact[],
): string[] {
  return conditions.flatMap(({ fact }, place) => {
    if (fact === undefined) return [];
    const asked = { match: 'all', conditions: [fact] } as const;
    return conditionProblems(asked, factTypes(declared)).map((problem) =>
      problem.replace('conditions[0]', `conditions[${place}].fact`),
    );
  });
}

/** Those that a catalogue does not have: names change with the windows of a version. */
export function unknownFeatures(names: readonly string[], { features }: FeatureCatalogue): string[] {
  return names.filter((name) => !features.some((feature) => feature.name === name));
}

/** Rules with other users in the condition `users`. */
export function withUsers({ conditions, ...rules }: AudienceRulesBody, ids: string[]): AudienceRulesBody {
  return {
    ...rules,
    conditions: conditions.map((condition) =>
      condition.users === undefined ? condition : { users: { ids } },
    ),
  };
}
