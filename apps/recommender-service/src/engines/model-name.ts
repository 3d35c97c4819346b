import type { FitParameters } from './training-parameters.js';

type NamingParameters = Pick<FitParameters, 'form' | 'factors' | 'itemShare'>;

const FORM_NAMES = { hkv: 'Hu et al.', rendle: 'Rendle et al.' } as const;

/** What a model of these parameters is, such as `blend of 60 % factors and 40 % local ridge`. */
export function modelName({ itemShare }: NamingParameters): string {
  if (itemShare === 0) return 'factors';
  if (itemShare === 1) return 'local ridge';
  return `blend of ${percent(1 - itemShare)} factors and ${percent(itemShare)} local ridge`;
}

/** {@link modelName} with the length of the vectors and the objective they minimise. */
export function modelDescription(parameters: NamingParameters): string {
  return `${modelName(parameters)} (${parameters.factors} factors, ${FORM_NAMES[parameters.form]})`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
