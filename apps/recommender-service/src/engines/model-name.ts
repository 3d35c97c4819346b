import type { FitParameters } from './training-parameters.js';

type NamingParameters = Pick<FitParameters, 'form' | 'factors' | 'itemModel' | 'itemShare'>;

const ITEM_MODEL_NAMES = { 'local-ridge': 'local ridge', neighbours: 'item neighbours' } as const;
const FORM_NAMES = { hkv: 'Hu et al.', rendle: 'Rendle et al.' } as const;

/** What a model of these parameters is, such as `blend of 60 % factors and 40 % local ridge`. */
export function modelName({ itemModel, itemShare }: NamingParameters): string {
  const items = ITEM_MODEL_NAMES[itemModel];
  if (itemShare === 0) return 'factors';
  if (itemShare === 1) return items;
  return `blend of ${percent(1 - itemShare)} factors and ${percent(itemShare)} ${items}`;
}

/** {@link modelName} with the length of the vectors and the objective they minimise. */
export function modelDescription(parameters: NamingParameters): string {
  return `${modelName(parameters)} (${parameters.factors} factors, ${FORM_NAMES[parameters.form]})`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
